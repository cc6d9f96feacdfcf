using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Switchyard.Agents.Streams;
using Switchyard.Agents.Turns;
using Switchyard.Configuration.Peers;
using Switchyard.Gateway.Entry;

namespace Switchyard.Agents.Peers;

/// <summary>Tells other nodes of a turn that is in this one's memory, as it would tell whoever watches here. Who may watch is for the node that asks: it has the watcher. 404 when the turn is not here.</summary>
internal sealed class TurnPeerEndpoint(PeerDoor door, TurnHost host, TurnStream stream, AccessGate access)
{
    private const int MaxBody = 4 * 1024;

    /// <summary>POST: the events after <c>seen</c>, until the turn ends or the other node goes.</summary>
    public async Task EventsAsync(HttpContext context)
    {
        if (await door.EnterAsync(context, MaxBody) is not { } body)
        {
            return;
        }

        var route = context.Request.RouteValues;
        if (SeenOf(body) is not { } seen
            || !Guid.TryParseExact((string?)route["chat"], "D", out var chat)
            || !long.TryParse((string?)route["turn"], NumberStyles.None, CultureInfo.InvariantCulture, out var turn)
            || host.Find(chat) is not { } run
            || run.Turn != turn)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await stream.WriteAsync(context, run, seen, access.Configuration.Server.Heartbeat);
    }

    private static int? SeenOf(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.GetProperty(TurnPeerPaths.Seen).GetInt32();
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }
}
