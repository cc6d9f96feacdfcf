namespace Switchyard.Histories.Tests.Rig;

/// <summary>A mistake that somebody could make, put into the rig to see it found.</summary>
public enum SeededBug
{
    /// <summary>None: the rig is right.</summary>
    None,

    /// <summary>Numbers come from a sequence, which gives them before the commit and again to nobody after a rollback.</summary>
    NumberFromSequence,

    /// <summary>The number is taken in a transaction of its own, before the one that is held.</summary>
    NumberBeforeLock,

    /// <summary>The event is published after the commit of the change, in a transaction of its own.</summary>
    PublishAfterCommit,

    /// <summary>A receiver acknowledges what it has received.</summary>
    AckOnReceipt,

    /// <summary>A receiver acknowledges what it has kept and does not serve yet.</summary>
    AckBeforeSwap,

    /// <summary>The node reads on after the time of the last event.</summary>
    CursorByClock,

    /// <summary>A receiver does not look at the sequence number.</summary>
    NoCheckOfSeq,

    /// <summary>A full buffer makes room by dropping its oldest event.</summary>
    DropOldest,

    /// <summary>Who unsubscribes does not wait for the delivery that runs.</summary>
    UnsubscribeWithoutWaiting,

    /// <summary>A receiver does not compare the hash of its state.</summary>
    HashIgnored,

    /// <summary>A page ends wherever it is full, in the middle of a transaction too.</summary>
    PageEndsAnywhere,

    /// <summary>A receiver acknowledges first and keeps what it applied afterwards.</summary>
    AckBeforeKeep,
}
