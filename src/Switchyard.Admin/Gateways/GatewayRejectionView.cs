namespace Switchyard.Admin.Gateways;

/// <summary>A refusal of an instance.</summary>
/// <param name="Seq">The event, which is the revision, that it could not apply.</param>
/// <param name="Reason">Why.</param>
internal sealed record GatewayRejectionView(long Seq, string? Reason);
