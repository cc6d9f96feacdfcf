using Switchyard.Model.Secrets;

namespace Switchyard.Model.Providers;

/// <summary>A credential of a provider.</summary>
public sealed record ProviderKeyConfig
{
    /// <summary>UUIDv7; for a key of a file, derived from provider name and position.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call it, at most 128 characters, may be empty.</summary>
    public string Label { get; init; } = "";

    /// <summary>Failover order, 0 first, unique within the provider.</summary>
    public required int Position { get; init; }

    /// <summary>A disabled key is used by no request that starts after the swap.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>What people may see of it.</summary>
    public required string Masked { get; init; }

    /// <summary>When an operator last ended its cool-down, or null. A change of it ends the cool-down on every node.</summary>
    public DateTimeOffset? ResetAt { get; init; }

    /// <summary>The opened secret; null when the sealed value could not be opened.</summary>
    public Secret? Value { get; init; }
}
