namespace Switchyard.Hot.Dialling;

/// <summary>Why a dial came to no connection.</summary>
public enum DialFailure
{
    /// <summary>There is none to dial.</summary>
    None,

    /// <summary>The attempts failed.</summary>
    Failed,

    /// <summary>It took too long.</summary>
    TimedOut,
}
