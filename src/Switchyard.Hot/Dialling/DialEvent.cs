namespace Switchyard.Hot.Dialling;

/// <summary>What can happen to a dial.</summary>
internal enum DialEvent
{
    /// <summary>An attempt opened its connection.</summary>
    Succeeded,

    /// <summary>An attempt failed.</summary>
    Failed,

    /// <summary>The delay before the question is over.</summary>
    DelayElapsed,

    /// <summary>The answer: the bound one is the right one.</summary>
    Same,

    /// <summary>The answer: another one is.</summary>
    Other,

    /// <summary>The answer: there is none.</summary>
    None,

    /// <summary>The question could not be answered, or not in time.</summary>
    QuestionFailed,

    /// <summary>The wait before a second connection to the same one is over.</summary>
    HedgeElapsed,

    /// <summary>The caller gave up.</summary>
    Cancelled,

    /// <summary>The time for everything together is over.</summary>
    TimedOut,
}
