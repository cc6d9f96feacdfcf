using Switchyard.Bundles.Leases;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>Everything that decides what is done next for a bundle.</summary>
internal sealed record Situation
{
    /// <summary>What the configuration in force asks for; null when the bundle is gone.</summary>
    public required BundleConfig? Wanted { get; init; }

    /// <summary>Whether the node shuts down.</summary>
    public bool IsShuttingDown { get; init; }

    /// <summary>The state it is in between two steps: never starting, restarting or draining.</summary>
    public required BundleState State { get; init; }

    /// <summary>What the server in service was started with; null when none is in service.</summary>
    public BundleConfig? Running { get; init; }

    /// <summary>Whether the server in service has ended by itself.</summary>
    public bool HasEnded { get; init; }

    /// <summary>Whether the server in service does not answer probes.</summary>
    public bool IsUnresponsive { get; init; }

    /// <summary>What the last start was made with, if it failed.</summary>
    public BundleConfig? Failed { get; init; }

    /// <summary>The number of respawns that was acted upon last.</summary>
    public long SeenRespawns { get; init; }

    /// <summary>Whether a change of a definition that many workspaces share is held back from this one: it may have to wait its turn, or has failed elsewhere.</summary>
    public Hold Hold { get; init; }

    /// <summary>Whether a call waits for a server.</summary>
    public bool IsCalled { get; init; }

    /// <summary>Whether the wait after a failure is over.</summary>
    public bool IsDue { get; init; }

    /// <summary>Whose the bundle is, if it is exclusive.</summary>
    public LeaseStanding Standing { get; init; }

    /// <summary>Whether the server of another node is known here.</summary>
    public bool HasWay { get; init; }

    /// <summary>Whether the way to it leads there no more.</summary>
    public bool IsWayOver { get; init; }

    /// <summary>Whether it is time to look for that server without a call.</summary>
    public bool IsReachDue { get; init; }

    /// <summary>Whether it is exclusive and this node must not run it.</summary>
    public bool IsBarred => Wanted is { Definition.Exclusive: true } && Standing != LeaseStanding.Held;
}
