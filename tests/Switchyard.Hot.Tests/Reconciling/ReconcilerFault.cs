namespace Switchyard.Hot.Tests.Reconciling;

/// <summary>The mistakes that a reconciler invites.</summary>
public enum ReconcilerFault
{
    /// <summary>None: the mutant's frame itself is sound.</summary>
    None,

    /// <summary>The actor sees an empty slot, and leaves in a later step.</summary>
    LeavesInTwoSteps,

    /// <summary>Whether an actor runs is asked first and noted later.</summary>
    StartsTwice,

    /// <summary>A failure ends the actor, and the key stays taken.</summary>
    FailureDeafens,

    /// <summary>The slot is emptied after the reconcile, not before.</summary>
    SlotEmptiedAfterwards,
}
