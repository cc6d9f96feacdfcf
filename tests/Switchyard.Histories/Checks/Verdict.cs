namespace Switchyard.Histories.Checks;

/// <summary>What is wrong with a history.</summary>
public enum Verdict
{
    /// <summary>A committed event did not reach a receiver that went past it, or there is a gap in what was committed.</summary>
    Lost,

    /// <summary>An event came twice on one connection, or a number was given twice.</summary>
    Doubled,

    /// <summary>An event came after a later one.</summary>
    Reordered,

    /// <summary>A receiver was put back behind what it had acknowledged, or told a head behind what it had.</summary>
    Stale,

    /// <summary>What a receiver serves became older.</summary>
    Backwards,

    /// <summary>An event came that was never committed.</summary>
    Phantom,

    /// <summary>A receiver served a part of a transaction.</summary>
    Torn,

    /// <summary>Two receivers served different states for one sequence number.</summary>
    Diverged,

    /// <summary>A receiver ended behind the head.</summary>
    Stuck,

    /// <summary>A receiver acknowledged what it did not serve.</summary>
    WrongAck,

    /// <summary>The run did not exercise what it is meant to test.</summary>
    TooLittle,

    /// <summary>A request that had to be served was not.</summary>
    Refused,

    /// <summary>An answer ended before its end, and nobody had ended the process that sent it.</summary>
    Cut,

    /// <summary>An answer had other bytes than the upstream sent.</summary>
    Altered,

    /// <summary>A request was served and is not recorded, or not as what it was.</summary>
    Unmetered,
}
