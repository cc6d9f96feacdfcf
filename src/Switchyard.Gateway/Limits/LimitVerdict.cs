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

    /// <summary>The month's budget has no room for it.</summary>
    BudgetExceeded,

    /// <summary>The node holds nothing of it now and has to ask; nothing was taken.</summary>
    Ask,
}
