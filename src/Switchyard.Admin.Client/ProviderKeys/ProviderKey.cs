namespace Switchyard.Admin.Client.ProviderKeys;

/// <summary>A credential of a provider. Its text never comes back.</summary>
public sealed record ProviderKey
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call it; may be empty.</summary>
    public required string Label { get; init; }

    /// <summary>Failover order, 0 first.</summary>
    public required int Position { get; init; }

    /// <summary>A disabled key is used by no new request.</summary>
    public required bool Enabled { get; init; }

    /// <summary>At most the last four characters.</summary>
    public required string Masked { get; init; }

    /// <summary>When it was added; null for one of a file.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When a request last used it, at most 60 s old; null if never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>How it fares; null while no node has reported it.</summary>
    public KeyHealth? Health { get; init; }

    /// <summary>
    /// True when nobody uses the key any more, so that the upstream may revoke it and no request fails: it or its provider is disabled, every node and gateway runs that, and no request on it
    /// is in flight. Null for a key of a file.
    /// </summary>
    public bool? SafeToRevoke { get; init; }

    /// <summary>Who uses the key, or may still use it, after it was disabled; null while it is in service.</summary>
    public IReadOnlyList<KeyUser>? InUseBy { get; init; }
}
