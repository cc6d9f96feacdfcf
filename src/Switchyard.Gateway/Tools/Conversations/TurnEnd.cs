namespace Switchyard.Gateway.Tools.Conversations;

/// <summary>How a turn of a loop ended.</summary>
internal enum TurnEnd
{
    /// <summary>It has not ended yet.</summary>
    Open,

    /// <summary>With what the client is to have.</summary>
    Final,

    /// <summary>With calls of injected tools, and of no others.</summary>
    Calls,

    /// <summary>With calls of injected tools and with calls that the client has to answer.</summary>
    Mixed,
}
