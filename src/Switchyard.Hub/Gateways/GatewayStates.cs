namespace Switchyard.Hub.Gateways;

/// <summary>The words for how a gateway, or one instance of it, fares.</summary>
public static class GatewayStates
{
    /// <summary>A live connection, and every answer is there or not overdue yet.</summary>
    public const string Connected = "connected";

    /// <summary>A live connection, but an answer is overdue.</summary>
    public const string Lagging = "lagging";

    /// <summary>A live connection, but it refused a change and has not got over it: it serves on as before.</summary>
    public const string Rejected = "rejected";

    /// <summary>No live connection.</summary>
    public const string Offline = "offline";

    /// <summary>Switched off by an operator: it serves nothing.</summary>
    public const string Disabled = "disabled";
}
