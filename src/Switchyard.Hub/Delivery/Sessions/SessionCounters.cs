namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>What a connection has done so far.</summary>
/// <param name="Sent">Events and snapshots sent.</param>
/// <param name="Acked">Events acknowledged.</param>
/// <param name="Replayed">Events sent that were in the past when it connected.</param>
/// <param name="Rejected">Refusals.</param>
/// <param name="LastError">The last refusal or fault, or null.</param>
internal sealed record SessionCounters(long Sent = 0, long Acked = 0, long Replayed = 0, long Rejected = 0, string? LastError = null);
