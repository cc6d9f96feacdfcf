namespace Switchyard.Faults.Ledger;

/// <summary>What an operator knows after an attempt.</summary>
internal enum WriteAnswer
{
    /// <summary>2xx: it is done, and must stay done.</summary>
    Done,

    /// <summary>4xx: this attempt has changed nothing.</summary>
    Refused,

    /// <summary>A timeout, a broken connection or 5xx: it may have been done, or be done later.</summary>
    Unknown,
}
