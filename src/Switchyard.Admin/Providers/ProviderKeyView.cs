namespace Switchyard.Admin.Providers;

/// <summary>A provider key as the API shows it; never its text.</summary>
internal sealed record ProviderKeyView
{
    public required Guid Id { get; init; }

    public required string Label { get; init; }

    public required int Position { get; init; }

    public required bool Enabled { get; init; }

    public required string Masked { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public KeyHealthView? Health { get; init; }

    /// <summary>
    /// True when nobody uses the key any more: it or its provider is disabled, every node and gateway runs that, and no request on it is in flight. Then the upstream may revoke it and no request
    /// fails. Null for a key of a file, of which nobody knows where else it stands.
    /// </summary>
    public bool? SafeToRevoke { get; init; }

    /// <summary>Who uses the key, or may still use it, after it was disabled; null while it is in service.</summary>
    public IReadOnlyList<KeyUserView>? InUseBy { get; init; }
}
