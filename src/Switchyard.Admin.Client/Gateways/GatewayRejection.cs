namespace Switchyard.Admin.Client.Gateways;

/// <summary>A refusal of an instance.</summary>
/// <param name="Seq">The event, which is the revision, that it could not apply.</param>
/// <param name="Reason">Why.</param>
public sealed record GatewayRejection(long Seq, string? Reason);
