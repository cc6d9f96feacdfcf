namespace Switchyard.Hot;

/// <summary>Why <see cref="ChangeSignal.WaitAsync"/> returned.</summary>
public enum WakeReason
{
    /// <summary>Nobody called; the period passed. The reader looks all the same, because a signal may have been lost.</summary>
    Tick = 0,

    /// <summary>At least one <see cref="ChangeSignal.Notify"/> came since the wake-up before.</summary>
    Changed = 1,
}
