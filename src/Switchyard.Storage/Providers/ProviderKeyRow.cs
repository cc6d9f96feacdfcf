namespace Switchyard.Storage.Providers;

/// <summary>A row of <c>provider_keys</c>.</summary>
public sealed record ProviderKeyRow
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its provider.</summary>
    public required Guid ProviderId { get; init; }

    /// <summary>What people call it, may be empty.</summary>
    public required string Label { get; init; }

    /// <summary>Failover order, 0 first, unique within the provider.</summary>
    public required int Position { get; init; }

    /// <summary>Whether new requests may use it.</summary>
    public required bool Enabled { get; init; }

    /// <summary>What people may see of it.</summary>
    public required string Masked { get; init; }

    /// <summary>The key, sealed for <c>provider_keys.sealed</c> and <see cref="Id"/>; empty when erased because no key opened it.</summary>
    public required byte[] Sealed { get; init; }

    /// <summary>1 at creation, one more with each change.</summary>
    public long Version { get; init; } = 1;

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When an operator last ended its cool-down on all nodes, or null.</summary>
    public DateTimeOffset? ResetAt { get; init; }
}
