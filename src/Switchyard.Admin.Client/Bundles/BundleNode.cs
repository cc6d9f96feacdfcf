namespace Switchyard.Admin.Client.Bundles;

/// <summary>A bundle as one node runs it.</summary>
public sealed record BundleNode
{
    /// <summary>Id of the node.</summary>
    public required Guid NodeId { get; init; }

    /// <summary>Name of the node, or null.</summary>
    public string? Node { get; init; }

    /// <summary>The state there.</summary>
    public required string State { get; init; }

    /// <summary>Why it is in that state.</summary>
    public required string Reason { get; init; }

    /// <summary>Incarnations so far.</summary>
    public long Generation { get; init; }

    /// <summary>When it came into that state.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>The latest failure; null since the last success.</summary>
    public string? LastError { get; init; }

    /// <summary>How it stands with its authorisation server.</summary>
    public string Auth { get; init; } = "none";

    /// <summary>Version of the credentials that the server in service has; null without one.</summary>
    public long? RunningVersion { get; init; }

    /// <summary>Revision up to which everything asked of it was done or failed.</summary>
    public long SettledRevision { get; init; }

    /// <summary>Calls in flight.</summary>
    public int Calls { get; init; }

    /// <summary>Tools on offer.</summary>
    public int Tools { get; init; }
}
