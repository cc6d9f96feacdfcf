using System.Globalization;

namespace Switchyard.Agents.Peers;

/// <summary>Where nodes ask each other about turns, on the listener of the control plane.</summary>
internal static class TurnPeerPaths
{
    public const string Events = "/peers/v1/chats/{chat}/turns/{turn}/events";

    /// <summary>Member of the body: number of the last event that the watcher has.</summary>
    public const string Seen = "seen";

    public static string EventsOf(Guid chat, long turn) => string.Create(CultureInfo.InvariantCulture, $"/peers/v1/chats/{chat:D}/turns/{turn}/events");
}
