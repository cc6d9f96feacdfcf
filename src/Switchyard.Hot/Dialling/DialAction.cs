namespace Switchyard.Hot.Dialling;

/// <summary>What is to be done about an event. Several may be.</summary>
[Flags]
internal enum DialAction
{
    /// <summary>Nothing.</summary>
    Nothing = 0,

    /// <summary>Ask which one is the right one.</summary>
    Ask = 1,

    /// <summary>Dial the one that the machine is at: the bound one, or the other after an answer said so. The attempt has the next number.</summary>
    Dial = 2,

    /// <summary>Cancel all attempts but the one that has just succeeded.</summary>
    CancelDials = 4,

    /// <summary>Release the connection of the attempt that has just succeeded: it came too late.</summary>
    Release = 8,

    /// <summary>Wait for the hedge.</summary>
    ArmHedge = 16,

    /// <summary>The end: hand out the connection of the attempt that has just succeeded.</summary>
    Return = 32,

    /// <summary>The end: there is none to dial.</summary>
    EndWithNone = 64,

    /// <summary>The end: the error of the dial, and that of the question if it failed too.</summary>
    EndWithFailure = 128,

    /// <summary>The end: the caller's own cancellation.</summary>
    EndCancelled = 256,

    /// <summary>The end: out of time.</summary>
    EndTimedOut = 512,
}
