namespace Switchyard.Storage.Bundles;

/// <summary>A row of <c>bundle_nodes</c>: a bundle as one node last said it runs it.</summary>
public sealed record BundleNodeRow
{
    /// <summary>The node.</summary>
    public required Guid NodeId { get; init; }

    /// <summary>Name of the workspace.</summary>
    public required string Workspace { get; init; }

    /// <summary>Name of the bundle.</summary>
    public required string Bundle { get; init; }

    /// <summary>Id of the bundle.</summary>
    public required Guid BundleId { get; init; }

    /// <summary>Name of its state.</summary>
    public required string State { get; init; }

    /// <summary>Why it is there.</summary>
    public required string Reason { get; init; }

    /// <summary>Incarnations so far.</summary>
    public required long Generation { get; init; }

    /// <summary>When it came into this state.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The latest failure, or null since the last success.</summary>
    public string? LastError { get; init; }

    /// <summary>Name of how it stands with its authorisation server.</summary>
    public required string Auth { get; init; }

    /// <summary>Version of the credentials that the server in service has; null without one.</summary>
    public long? RunningVersion { get; init; }

    /// <summary>Revision up to which everything asked of it was done or failed.</summary>
    public required long SettledRevision { get; init; }

    /// <summary>Calls in flight.</summary>
    public required int Calls { get; init; }

    /// <summary>Tools on offer.</summary>
    public required int Tools { get; init; }

    /// <summary>When the node said so.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
