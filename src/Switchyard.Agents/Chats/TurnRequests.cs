using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Switchyard.Agents.Peers;
using Switchyard.Agents.Streams;
using Switchyard.Agents.Turns;
using Switchyard.Gateway.Entry;
using Switchyard.Hub.Chats;

namespace Switchyard.Agents.Chats;

/// <summary>Messages of chats: sends one and streams the turn, watches a turn, cancels it, lists what was said.</summary>
internal sealed class TurnRequests(ChatRequests chats, ChatTurns turns, TurnHost host, TurnStream stream, TurnWatch watch, AccessGate access)
{
    private const int MaxContent = 1_000_000;

    /// <summary>GET messages.</summary>
    public async Task ListAsync(HttpContext context, AccessVerdict actor, Guid id)
    {
        ChatPages.Check(context.Request.Query, "limit", "cursor");
        await chats.FindAsync(actor, id, context.RequestAborted);
        var limit = ChatPages.LimitOf(context.Request.Query);
        var (turn, position) = ChatPages.MessagesOf(context.Request.Query);
        var rows = await turns.ListAsync(id, turn, position, limit + 1, context.RequestAborted);
        var page = rows.Take(limit).ToArray();
        await ChatEndpoint.AnswerAsync(
            context, ChatViews.Page(page.Select(ChatViews.Of), rows.Count > limit ? ChatPages.CursorOf(page[^1]) : null));
    }

    /// <summary>POST messages: stores the message, begins the turn and streams it.</summary>
    public async Task SendAsync(HttpContext context, AccessVerdict actor, Guid id)
    {
        var body = await ChatBody.ReadAsync(context);
        var content = body.Text("content", MaxContent, isRequired: true);
        body.Finish();

        // Not by the client's token: a client that goes in this moment has begun a turn or has not, and never half of one.
        var (refusal, run) = await host.TryBeginAsync(actor.UserId, id, actor.AccessKeyId, content!, CancellationToken.None);
        if (run is null)
        {
            throw new ChatException(refusal switch
            {
                ChatRefusal.None => ChatProblem.Stopping,
                ChatRefusal.TurnRunning => ChatProblem.TurnRunning,
                _ => ChatProblem.NotFound,
            });
        }

        await stream.WriteAsync(context, run, seen: 0, access.Configuration.Server.Heartbeat);
    }

    /// <summary>GET events: the turn that runs, or ran a moment ago, on whichever node, from the event after <c>Last-Event-ID</c>.</summary>
    public async Task WatchAsync(HttpContext context, AccessVerdict actor, Guid id)
    {
        var chat = await chats.FindAsync(actor, id, context.RequestAborted);
        if (!await watch.TryWriteAsync(context, chat, context.Request.Headers["Last-Event-ID"], access.Configuration.Server.Heartbeat))
        {
            throw new ChatException(ChatProblem.NoTurn);
        }
    }

    /// <summary>POST cancel: ends the turn that runs, on whichever node; answers when that is asked for.</summary>
    public async Task CancelAsync(HttpContext context, AccessVerdict actor, Guid id)
    {
        await chats.FindAsync(actor, id, context.RequestAborted);
        var turn = await turns.CancelAsync(actor.UserId, id, context.RequestAborted) ?? throw new ChatException(ChatProblem.NoTurn);
        await ChatEndpoint.AnswerAsync(context, new JsonObject { ["turn"] = turn }, StatusCodes.Status202Accepted);
    }
}
