namespace Switchyard.Histories;

/// <summary>What an actor did or saw.</summary>
public enum HistoryStep
{
    /// <summary>A publisher knows that its change is committed.</summary>
    Published,

    /// <summary>A publisher knows that its change is rolled back.</summary>
    RolledBack,

    /// <summary>A receiver begins, or begins again, after a sequence number.</summary>
    Resumed,

    /// <summary>A receiver got an event and took it for its next one.</summary>
    Received,

    /// <summary>A receiver took the whole state of a sequence number over.</summary>
    Snapshot,

    /// <summary>A receiver was told the head without an event.</summary>
    Bookmark,

    /// <summary>What a receiver serves is of this sequence number from now on.</summary>
    Applied,

    /// <summary>A receiver said that it serves this sequence number.</summary>
    Acked,

    /// <summary>A receiver ended, as a killed process does.</summary>
    Killed,

    /// <summary>A receiver ended because there was nothing more to come.</summary>
    Ended,
}
