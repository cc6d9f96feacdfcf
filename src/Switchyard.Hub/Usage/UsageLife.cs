namespace Switchyard.Hub.Usage;

/// <summary>A run of an edge's process.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Key">The data key of its texts, wrapped by <see cref="LifeKeyEnvelope"/> for the token of the request; null when it is lost, and the texts with it.</param>
public sealed record UsageLife(Guid Id, DateTimeOffset StartedAt, byte[]? Key);
