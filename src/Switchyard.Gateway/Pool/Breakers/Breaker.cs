using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Pool.Breakers;

/// <summary>A circuit breaker of one (endpoint, model) of a provider, shared by all requests of the node. <see cref="BreakerRules"/> decides; this only swaps states.</summary>
internal sealed class Breaker(string endpoint, string model)
{
    private volatile BreakerState _state = BreakerState.New;

    /// <summary>The endpoint it watches.</summary>
    public string Endpoint { get; } = endpoint;

    /// <summary>The model it watches, or <c>other</c>.</summary>
    public string Model { get; } = model;

    /// <summary>The state now.</summary>
    public BreakerState State => _state;

    /// <summary>Whether nothing is held against the upstream, so that the breaker can be forgotten.</summary>
    public bool IsIdle => _state is { Phase: BreakerPhase.Closed, Failures.Length: 0 };

    /// <summary>Asks to pass. When refused, <paramref name="wait"/> tells how long to stay away.</summary>
    public bool TryEnter(long now, BreakerSettings settings, out BreakerPass pass, out TimeSpan wait)
    {
        while (true)
        {
            var seen = _state;
            if (BreakerRules.Enter(seen, now, settings) is not { } entered)
            {
                pass = default;
                wait = TimeSpan.FromTicks(Math.Max(seen.Until - now, TimeSpan.TicksPerSecond));
                return false;
            }

            if (ReferenceEquals(entered.Next, seen) || TrySwap(seen, entered.Next))
            {
                pass = new BreakerPass(entered.Probe, entered.Next.Round);
                wait = TimeSpan.Zero;
                return true;
            }
        }
    }

    /// <inheritdoc cref="BreakerRules.Answered"/>
    public void Answered(BreakerPass pass, BreakerSettings settings)
    {
        for (var seen = _state; !TrySwap(seen, BreakerRules.Answered(seen, pass, settings)); seen = _state)
        {
        }
    }

    /// <inheritdoc cref="BreakerRules.Completed"/>
    public void Completed()
    {
        for (var seen = _state; !TrySwap(seen, BreakerRules.Completed(seen)); seen = _state)
        {
        }
    }

    /// <inheritdoc cref="BreakerRules.Undecided"/>
    public void Undecided(BreakerPass pass)
    {
        for (var seen = _state; !TrySwap(seen, BreakerRules.Undecided(seen, pass)); seen = _state)
        {
        }
    }

    /// <inheritdoc cref="BreakerRules.Failed"/>
    /// <returns>True when this failure opened the breaker.</returns>
    public bool Failed(BreakerPass pass, long now, BreakerSettings settings)
    {
        while (true)
        {
            var seen = _state;
            var next = BreakerRules.Failed(seen, pass, now, settings);
            if (TrySwap(seen, next))
            {
                return seen.Phase != BreakerPhase.Open && next.Phase == BreakerPhase.Open;
            }
        }
    }

    private bool TrySwap(BreakerState seen, BreakerState next) =>
        ReferenceEquals(seen, next) || ReferenceEquals(Interlocked.CompareExchange(ref _state, next, seen), seen);
}
