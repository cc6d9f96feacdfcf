using System.Text.Json.Serialization;

namespace Switchyard.Admin.Bundles;

/// <summary>Which credentials of a bundle are there. A value never comes back.</summary>
internal sealed record CredentialsView
{
    /// <summary>By field of the definition whether it has a value, stored or by the definition.</summary>
    public required IReadOnlyDictionary<string, bool> Populated { get; init; }

    /// <summary>Version of the stored set.</summary>
    public required long Version { get; init; }

    /// <summary>Version that the server in service on this node has; null without one.</summary>
    public long? RunningVersion { get; init; }

    /// <summary>When the set was last written; null when never.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Only in the answer to a write: how the respawn went.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BundleRespawnView? Respawn { get; init; }

    /// <summary>Only in the answer to a deletion: what ended the processes that held the value, <c>cut</c> at once or <c>restart</c> in an orderly way.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Ended { get; init; }
}
