namespace Switchyard.Gateway.Pool.Breakers;

/// <summary>A breaker at one instant. Immutable; <see cref="BreakerRules"/> makes the next.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Round">Grows with each change of phase, so that a late result of an earlier phase is recognised.</param>
/// <param name="Failures">Closed: times of the consecutive failures that may still count, oldest first.</param>
/// <param name="Until">Open: monotonic ticks at which it ends.</param>
/// <param name="Probes">Half open: probes that have no first byte yet.</param>
/// <param name="Successes">Half open: probes that were answered.</param>
internal sealed record BreakerState(BreakerPhase Phase, int Round, long[] Failures, long Until, int Probes, int Successes)
{
    /// <summary>The state of a new breaker.</summary>
    public static BreakerState New { get; } = new(BreakerPhase.Closed, 0, [], 0, 0, 0);

    /// <summary>For the metric <c>breaker_state</c>: 0 closed, 0.5 half open, 1 open.</summary>
    public double Value => Phase switch { BreakerPhase.Closed => 0, BreakerPhase.HalfOpen => 0.5, _ => 1 };
}
