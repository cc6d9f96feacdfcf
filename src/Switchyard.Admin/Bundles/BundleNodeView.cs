namespace Switchyard.Admin.Bundles;

/// <summary>A bundle as one node runs it.</summary>
internal sealed record BundleNodeView
{
    public required Guid NodeId { get; init; }

    /// <summary>Name of the node; null for one that has not reported yet.</summary>
    public string? Node { get; init; }

    public required string State { get; init; }

    public required string Reason { get; init; }

    public required long Generation { get; init; }

    public required DateTimeOffset Since { get; init; }

    public string? LastError { get; init; }

    public required string Auth { get; init; }

    /// <summary>Version of the credentials that the server in service has; null without one.</summary>
    public long? RunningVersion { get; init; }

    /// <summary>Revision up to which everything asked of it was done or failed.</summary>
    public required long SettledRevision { get; init; }

    public required int Calls { get; init; }

    public required int Tools { get; init; }
}
