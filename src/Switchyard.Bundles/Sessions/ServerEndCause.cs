namespace Switchyard.Bundles.Sessions;

/// <summary>What ended a server.</summary>
internal enum ServerEndCause
{
    /// <summary>Its owner.</summary>
    Stopped,

    /// <summary>The process ended by itself, or somebody else ended it.</summary>
    Exited,

    /// <summary>The transport broke: the stream ended, the connection was lost, the session is gone.</summary>
    Lost,

    /// <summary>It used more than it may (<see cref="Model.Bundles.BundleLimits"/>).</summary>
    OverLimit,

    /// <summary>It broke the protocol: a line too long.</summary>
    Misbehaved,
}
