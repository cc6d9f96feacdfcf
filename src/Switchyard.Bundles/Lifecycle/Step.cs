namespace Switchyard.Bundles.Lifecycle;

/// <summary>What is to be done next for a bundle.</summary>
internal enum Step
{
    /// <summary>Nothing: it is as it should be, or waits for something.</summary>
    None,

    /// <summary>Bring up a first server.</summary>
    Start,

    /// <summary>Bring up a new server beside the one in service, swap, drain the old one. If the new one fails the old one stays.</summary>
    Respawn,

    /// <summary>Drain and stop the server in service, then bring up a new one: two must not run at once.</summary>
    Replace,

    /// <summary>End the server in service at once, for it holds what was revoked, then bring up a new one.</summary>
    CutAndReplace,

    /// <summary>Drain and stop the server in service.</summary>
    Stop,

    /// <summary>End the server in service at once, for it holds what was revoked, or may not run on this node any more.</summary>
    CutAndStop,

    /// <summary>Find the server of the node that owns the bundle.</summary>
    Reach,

    /// <summary>Give up the way to the server of another node: it does not lead there any more.</summary>
    Leave,

    /// <summary>Nothing runs and nothing is to run: forget that it had failed.</summary>
    Rest,

    /// <summary>The server in service has ended by itself: write that down, and when to try again.</summary>
    Crash,
}
