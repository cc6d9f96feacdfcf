using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Switchyard.Gateway.Entry;
using Switchyard.Storage.Sql;

namespace Switchyard.Agents.Chats;

/// <summary>
/// <c>/api/v1/chats…</c> on the data plane. Who sends a request is told by its access key; a chat of another user is one that is not there.
/// </summary>
internal sealed class ChatEndpoint(AccessGate access, ChatRequests chats, TurnRequests turns)
{
    /// <summary>First segments of the paths of chats.</summary>
    public const string Root = "/api/v1/chats";

    /// <summary>Serves a request whose path begins with <see cref="Root"/>.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            var verdict = access.Check(context.Request.Headers);
            if (!verdict.IsAdmitted)
            {
                throw new ChatException(new ChatProblem(verdict.Status, verdict.Code, verdict.Message));
            }

            await RouteAsync(context, verdict);
        }
        catch (ChatException refused)
        {
            await refused.Problem.WriteAsync(context);
        }
        catch (Exception away) when (away is DatabaseUnavailableException or DatabaseBusyException && !context.Response.HasStarted)
        {
            await (away is DatabaseUnavailableException { OutcomeUnknown: true } ? ChatProblem.Unknown : ChatProblem.Away).WriteAsync(context);
        }
        catch (Exception gone) when (context.RequestAborted.IsCancellationRequested && gone is OperationCanceledException or IOException)
        {
            // Nobody is there to be told.
        }
    }

    /// <summary>Writes a JSON answer.</summary>
    public static Task AnswerAsync(HttpContext context, JsonObject body, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    private Task RouteAsync(HttpContext context, AccessVerdict actor)
    {
        var segments = context.Request.Path.Value![Root.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (context.Request.Method != "GET" || segments is not ([] or [_, "messages"]))
        {
            // Only lists have any.
            ChatPages.Check(context.Request.Query);
        }

        if (segments.Length == 0)
        {
            return context.Request.Method switch
            {
                "GET" => chats.ListAsync(context, actor),
                "POST" => chats.CreateAsync(context, actor),
                _ => throw new ChatException(ChatProblem.NoMethod),
            };
        }

        if (segments.Length > 2 || !Guid.TryParseExact(segments[0], "D", out var id))
        {
            throw new ChatException(segments.Length > 2 ? ChatProblem.NoRoute : ChatProblem.NotFound);
        }

        return (segments.ElementAtOrDefault(1), context.Request.Method) switch
        {
            (null, "GET") => chats.ShowAsync(context, actor, id),
            (null, "PATCH") => chats.UpdateAsync(context, actor, id),
            (null, "DELETE") => chats.DeleteAsync(context, actor, id),
            ("messages", "GET") => turns.ListAsync(context, actor, id),
            ("messages", "POST") => turns.SendAsync(context, actor, id),
            ("events", "GET") => turns.WatchAsync(context, actor, id),
            ("cancel", "POST") => turns.CancelAsync(context, actor, id),
            (null or "messages" or "events" or "cancel", _) => throw new ChatException(ChatProblem.NoMethod),
            _ => throw new ChatException(ChatProblem.NoRoute),
        };
    }
}
