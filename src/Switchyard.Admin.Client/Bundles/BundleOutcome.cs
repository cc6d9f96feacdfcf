namespace Switchyard.Admin.Client.Bundles;

/// <summary>How a start, stop or respawn went on the node that was asked.</summary>
/// <param name="Ok">Whether it went well; null while that is open.</param>
/// <param name="Code">Why it did not, a stable code; null otherwise.</param>
/// <param name="Error">Why it did not, for people; null otherwise.</param>
/// <param name="Generation">Incarnations so far.</param>
/// <param name="State">The state the bundle is in.</param>
/// <param name="Reason">Why it is in that state.</param>
public sealed record BundleOutcome(bool? Ok, string? Code, string? Error, long Generation, string State, string Reason);
