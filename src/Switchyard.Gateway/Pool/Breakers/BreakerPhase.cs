namespace Switchyard.Gateway.Pool.Breakers;

/// <summary>Phases of a breaker.</summary>
internal enum BreakerPhase
{
    /// <summary>Calls pass.</summary>
    Closed,

    /// <summary>Calls are refused until the time is over.</summary>
    Open,

    /// <summary>A few calls pass to find out.</summary>
    HalfOpen,
}
