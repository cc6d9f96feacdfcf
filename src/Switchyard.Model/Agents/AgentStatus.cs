namespace Switchyard.Model.Agents;

/// <summary>How an agent is, seen from what it was heard of.</summary>
public enum AgentStatus
{
    /// <summary>It was never seen, and there is still time.</summary>
    Connecting,

    /// <summary>It was seen a moment ago.</summary>
    Connected,

    /// <summary>It was seen once, and has been silent for too long.</summary>
    Disconnected,

    /// <summary>It was never seen, and should have been.</summary>
    Timeout,

    /// <summary>Another build took its place, or nobody wants it any more.</summary>
    Retired,
}
