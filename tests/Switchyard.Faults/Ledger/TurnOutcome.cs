namespace Switchyard.Faults.Ledger;

/// <summary>What whoever said something in a chat was told of the turn.</summary>
internal enum TurnOutcome
{
    /// <summary>It came to its end.</summary>
    Completed,

    /// <summary>Its node ended, or lost it.</summary>
    Interrupted,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It did not begin, and the answer said so.</summary>
    Refused,

    /// <summary>No answer: it may have begun.</summary>
    Unreached,

    /// <summary>It began, and nobody said in time how it ended.</summary>
    Unended,
}
