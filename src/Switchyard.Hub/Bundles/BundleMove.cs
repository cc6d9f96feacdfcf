using Switchyard.Model.Bundles;

namespace Switchyard.Hub.Bundles;

/// <summary>A bundle came from one state into another on a node.</summary>
/// <param name="At">When.</param>
/// <param name="From">The state before.</param>
/// <param name="To">The state after; another one.</param>
/// <param name="Reason">Why, a stable code.</param>
/// <param name="Generation">Incarnations so far.</param>
/// <param name="Detail">More for people (exit code, last lines), without secrets; or null.</param>
public sealed record BundleMove(DateTimeOffset At, BundleState From, BundleState To, string Reason, long Generation, string? Detail = null)
{
    /// <summary>Whether a respawn ended with it, one way or the other.</summary>
    public bool EndsRespawn => From == BundleState.Restarting;
}
