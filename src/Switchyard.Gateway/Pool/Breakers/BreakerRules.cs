using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Pool.Breakers;

/// <summary>
/// The rules of a circuit breaker as pure functions from one state to the next. Closed: so many consecutive failures within the interval open it. Open: for a
/// while nothing passes. Half open: a few probes at a time pass; so many answers close it, one failure opens it again. A probe gives its place back at
/// its first byte, so a stream that never ends does not keep the breaker half open.
/// </summary>
internal static class BreakerRules
{
    /// <summary>A call wants to pass.</summary>
    /// <returns>The state to install and the round of the pass, or null when the call is refused.</returns>
    public static (BreakerState Next, bool Probe)? Enter(BreakerState state, long now, BreakerSettings settings) => state.Phase switch
    {
        BreakerPhase.Closed => (state, false),
        BreakerPhase.Open when now >= state.Until => (new BreakerState(BreakerPhase.HalfOpen, state.Round + 1, [], 0, 1, 0), true),
        BreakerPhase.HalfOpen when state.Probes < settings.Probes => (state with { Probes = state.Probes + 1 }, true),
        _ => null,
    };

    /// <summary>The first byte of a good answer came. It speaks for a probe; a closed breaker waits for the end of the answer.</summary>
    public static BreakerState Answered(BreakerState state, BreakerPass pass, BreakerSettings settings)
    {
        if (!pass.Probe || state.Phase != BreakerPhase.HalfOpen || state.Round != pass.Round)
        {
            return state;
        }

        return state.Successes + 1 >= settings.Probes
            ? new BreakerState(BreakerPhase.Closed, state.Round + 1, [], 0, 0, 0)
            : state with { Probes = state.Probes - 1, Successes = state.Successes + 1 };
    }

    /// <summary>The answer came whole: failures are no longer consecutive.</summary>
    public static BreakerState Completed(BreakerState state) =>
        state.Phase == BreakerPhase.Closed && state.Failures.Length > 0 ? state with { Failures = [] } : state;

    /// <summary>The call ended in a way that says nothing about the upstream's health; a probe gives its place back.</summary>
    public static BreakerState Undecided(BreakerState state, BreakerPass pass) =>
        pass.Probe && state.Phase == BreakerPhase.HalfOpen && state.Round == pass.Round ? state with { Probes = state.Probes - 1 } : state;

    /// <summary>The call failed. A late failure of an earlier phase counts for a closed breaker and not for one that is testing.</summary>
    public static BreakerState Failed(BreakerState state, BreakerPass pass, long now, BreakerSettings settings)
    {
        switch (state.Phase)
        {
            case BreakerPhase.Closed:
                var failures = Recent(state.Failures, now, settings);
                return failures.Length >= settings.Threshold
                    ? new BreakerState(BreakerPhase.Open, state.Round + 1, [], now + settings.Open.Ticks, 0, 0)
                    : state with { Failures = failures };
            case BreakerPhase.HalfOpen when state.Round == pass.Round:
                return new BreakerState(BreakerPhase.Open, state.Round + 1, [], now + settings.Open.Ticks, 0, 0);
            default:
                return state;
        }
    }

    private static long[] Recent(long[] failures, long now, BreakerSettings settings)
    {
        var first = Math.Max(0, failures.Length + 1 - settings.Threshold);
        while (first < failures.Length && now - failures[first] > settings.Interval.Ticks)
        {
            first++;
        }

        return [.. failures.AsSpan(first), now];
    }
}
