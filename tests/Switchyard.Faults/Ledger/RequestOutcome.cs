namespace Switchyard.Faults.Ledger;

/// <summary>What a client got for its request.</summary>
internal enum RequestOutcome
{
    /// <summary>Every byte that the upstream must have sent, and nothing else.</summary>
    Whole,

    /// <summary>Other bytes than the upstream must have sent.</summary>
    Altered,

    /// <summary>The beginning of it, with a proper end.</summary>
    EndedEarly,

    /// <summary>The connection broke after the status line.</summary>
    Broken,

    /// <summary>Another status than 2xx.</summary>
    Refused,

    /// <summary>No answer at all.</summary>
    Unreached,
}
