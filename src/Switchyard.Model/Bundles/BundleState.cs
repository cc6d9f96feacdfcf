namespace Switchyard.Model.Bundles;

/// <summary>Where a bundle is in its life on one node.</summary>
public enum BundleState
{
    /// <summary>Nothing runs: stopped by an operator, not yet called, or without a required credential.</summary>
    Stopped,

    /// <summary>A first server is being brought up.</summary>
    Starting,

    /// <summary>A server answers calls.</summary>
    Running,

    /// <summary>A new server is being brought up beside the one that answers calls.</summary>
    Restarting,

    /// <summary>The server finishes the calls in flight; no new ones reach it.</summary>
    Draining,

    /// <summary>The server ended by itself; another start is due.</summary>
    Crashed,

    /// <summary>It failed too often; calls fail at once until it is changed, started, or tried again after some minutes.</summary>
    Dead,
}
