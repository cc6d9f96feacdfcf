namespace Switchyard.Cli.ProviderKeys;

/// <summary>How a key is to be rotated.</summary>
internal sealed record RotationOptions
{
    public required string Provider { get; init; }

    /// <summary>Id or label of the key to be replaced; null: the only one, or that of a rotation that was cut off.</summary>
    public string? Key { get; init; }

    /// <summary>Label of the new key; null: that of the old one.</summary>
    public string? Label { get; init; }

    public required TimeSpan Timeout { get; init; }

    /// <summary>Not held up by nodes and gateways that nobody hears of.</summary>
    public bool IgnoreOffline { get; init; }

    /// <summary>Takes the new key for good without trying it.</summary>
    public bool NoTest { get; init; }
}
