namespace Switchyard.Hot.Tests.Leases;

/// <summary>The mistakes that a lease invites.</summary>
public enum LeaseFault
{
    /// <summary>None: the mutant's frame itself is sound.</summary>
    None,

    /// <summary>Acquire writes what it computed without comparing.</summary>
    AcquireWithoutCompare,

    /// <summary>Acquire does not look whether the count is zero.</summary>
    AcquireAfterEnd,

    /// <summary>Acquire that lost a race tries again with the new word, without looking at it.</summary>
    RetryWithoutLook,

    /// <summary>Acquire looks at the cut flag once, before the step that counts.</summary>
    CutSeenTooEarly,

    /// <summary>Release reads, then writes.</summary>
    ReleaseWithoutInterlock,

    /// <summary>Release reads the word again to learn whether it was the last.</summary>
    EndDecidedByLaterRead,

    /// <summary>Two who retire at once both give the owner's hold back.</summary>
    OwnerGivesBackTwice,

    /// <summary>Retire ends the resource although somebody uses it.</summary>
    RetireEnds,

    /// <summary>Retire never gives the owner's hold back.</summary>
    OwnerKeepsHold,

    /// <summary>A cut after a drain is taken for a repetition.</summary>
    CutAfterDrainIgnored,
}
