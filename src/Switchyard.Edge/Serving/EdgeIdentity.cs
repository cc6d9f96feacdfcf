namespace Switchyard.Edge.Serving;

/// <summary>Who this process is.</summary>
/// <param name="InstanceId">Made once and kept in the data directory.</param>
/// <param name="BootId">UUIDv7, new at each start.</param>
public sealed record EdgeIdentity(Guid InstanceId, Guid BootId);
