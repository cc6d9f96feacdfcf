namespace Switchyard.Edge.Status;

/// <summary>How an edge stands to its control plane.</summary>
public enum EdgeState
{
    /// <summary>It tries for the first time.</summary>
    Connecting,

    /// <summary>A node sends it changes.</summary>
    Connected,

    /// <summary>It has just lost a connection and tries again.</summary>
    Reconnecting,

    /// <summary>The control plane could not be reached for a while; the last good state serves.</summary>
    Offline,

    /// <summary>The control plane does not want this edge; it tries again every minute.</summary>
    Refused,
}
