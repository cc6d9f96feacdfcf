namespace Switchyard.Hot.Tests.Publishing;

/// <summary>The mistakes that a hot swap invites.</summary>
public enum SwapFault
{
    /// <summary>None: the mutant's frame itself is sound.</summary>
    None,

    /// <summary>The old snapshot is retired before the new one is in force.</summary>
    RetiredBeforePublished,

    /// <summary>A reader that was overtaken gives up.</summary>
    OvertakenReaderFails,

    /// <summary>A reader uses what it looked up although it got no lease on it.</summary>
    LookupWithoutLease,

    /// <summary>A refused snapshot is forgotten.</summary>
    RefusedIsForgotten,

    /// <summary>The revision is compared first and written later.</summary>
    RevisionComparedTooEarly,

    /// <summary>The superseded snapshot is not retired.</summary>
    OldIsForgotten,
}
