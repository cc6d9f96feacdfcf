using Switchyard.Configuration.Nodes;
using Switchyard.Hub.Gateways;

namespace Switchyard.Host.Health;

/// <summary>For how long somebody has been without a revision. That need not be the newest: while changes follow each other the newest is always on its way, and nobody lags. Not thread-safe.</summary>
internal sealed class RolloutLag(TimeProvider time)
{
    private (long Revision, long At)? _incomplete;

    /// <summary>The lag as of <paramref name="rollout"/>, which is of the newest revision: zero when everybody has it, or when it is the first look that finds somebody without.</summary>
    public TimeSpan Look(Rollout rollout)
    {
        if (rollout.IsComplete)
        {
            _incomplete = null;
            return TimeSpan.Zero;
        }

        if (_incomplete is not { } former || !IsOwed(rollout, former.Revision))
        {
            _incomplete = former = (rollout.Revision, time.GetTimestamp());
        }

        return time.GetElapsedTime(former.At);
    }

    // Whoever refused a revision, or runs it with other files, stays without it until somebody does something, whatever number his report has.
    private static bool IsOwed(Rollout rollout, long revision) =>
        rollout.Nodes.Any(node => node.State is NodeStates.Rejected or NodeStates.Diverged || (node.State == NodeStates.Lagging && node.Row.Revision < revision))
        || rollout.Gateways.Any(gateway => gateway.State == GatewayStates.Rejected || (gateway.State == GatewayStates.Lagging && gateway.Instance?.AckedSeq < revision));
}
