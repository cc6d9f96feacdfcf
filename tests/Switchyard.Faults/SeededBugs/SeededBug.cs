namespace Switchyard.Faults.SeededBugs;

/// <summary>A mistake that a gateway could make, made by a door between the actors and the system to see it found.</summary>
internal enum SeededBug
{
    /// <summary>A change is answered with 200 and was only tried.</summary>
    SwallowedWrite,

    /// <summary>A key is added twice.</summary>
    RepeatedWrite,

    /// <summary>One of three fields of a change is left out.</summary>
    HalfWrite,

    /// <summary>A change comes along that nobody made.</summary>
    InventedWrite,

    /// <summary>The answer to a change names the revision before it.</summary>
    WrongRevision,

    /// <summary>A node shows what it ran long ago.</summary>
    StaleRead,

    /// <summary>A node shows something older now and then.</summary>
    OlderRead,

    /// <summary>A node has another hash than the others.</summary>
    OtherHash,

    /// <summary>Nodes are reported to serve what they do not.</summary>
    BoastfulReport,

    /// <summary>Two events change places.</summary>
    SwappedEvents,

    /// <summary>An event is left out.</summary>
    DroppedEvent,

    /// <summary>An event comes twice.</summary>
    RepeatedEvent,

    /// <summary>One byte of an answer is another one.</summary>
    AlteredByte,

    /// <summary>The connection of an answer breaks.</summary>
    CutAnswer,

    /// <summary>An answer ends properly before its end.</summary>
    EarlyEnd,

    /// <summary>A request that has to be served is not.</summary>
    RefusedRequest,

    /// <summary>A request goes to the upstream past the meter.</summary>
    UnmeteredRequest,

    /// <summary>A request is sent twice.</summary>
    RepeatedRequest,

    /// <summary>Something else is said in a chat than what somebody said.</summary>
    MisquotedMessage,

    /// <summary>An event of a turn is left out.</summary>
    DroppedTurnEvent,

    /// <summary>A node never hears of its database again.</summary>
    DeafNode,
}
