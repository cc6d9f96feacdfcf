namespace Switchyard.Gateway.Pool.Breakers;

/// <summary>The right of one call to pass a breaker.</summary>
/// <param name="Probe">Whether the call is a probe of a half-open breaker.</param>
/// <param name="Round">The breaker's round when it was given.</param>
internal readonly record struct BreakerPass(bool Probe, int Round);
