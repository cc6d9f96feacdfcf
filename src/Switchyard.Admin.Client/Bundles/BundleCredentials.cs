namespace Switchyard.Admin.Client.Bundles;

/// <summary>Which credentials of a bundle are there. Values never come back.</summary>
public sealed record BundleCredentials
{
    /// <summary>By field whether it has a value.</summary>
    public required IReadOnlyDictionary<string, bool> Populated { get; init; }

    /// <summary>Version of the stored set.</summary>
    public long Version { get; init; }

    /// <summary>Version that the server in service has; null without one.</summary>
    public long? RunningVersion { get; init; }

    /// <summary>When the set was last written; null when never.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Of a write: how the respawn went; null when there was none.</summary>
    public BundleRespawn? Respawn { get; init; }

    /// <summary>Of a deletion: <c>cut</c> or <c>restart</c>, what ended the processes that held the value.</summary>
    public string? Ended { get; init; }
}
