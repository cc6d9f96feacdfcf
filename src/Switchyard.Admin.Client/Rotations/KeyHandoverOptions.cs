namespace Switchyard.Admin.Client.Rotations;

/// <summary>Which key replaces which, and how.</summary>
public sealed record KeyHandoverOptions
{
    /// <summary>Id or name of the provider.</summary>
    public required string Provider { get; init; }

    /// <summary>Id of the key that goes.</summary>
    public required Guid Replaced { get; init; }

    /// <summary>Id of the key that takes its place; it is there already.</summary>
    public required Guid Fresh { get; init; }

    /// <summary>Label of the new key at the end; null: what its <see cref="RotationLabel"/> says.</summary>
    public string? Label { get; init; }

    /// <summary>How long all may take.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Not held up by nodes and gateways that nobody hears of; they may go on with the old key by themselves.</summary>
    public bool IgnoreOffline { get; init; }

    /// <summary>Takes the new key for good without trying it at the upstream.</summary>
    public bool NoTest { get; init; }
}
