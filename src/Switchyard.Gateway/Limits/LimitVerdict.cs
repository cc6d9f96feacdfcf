namespace Switchyard.Gateway.Limits;

/// <summary>What the limits say to a request.</summary>
internal enum LimitVerdict
{
    /// <summary>It may run.</summary>
    Admitted,

    /// <summary>Too many a minute.</summary>
    RateLimited,

    /// <summary>Too many at once.</summary>
    ConcurrencyLimited,
}
