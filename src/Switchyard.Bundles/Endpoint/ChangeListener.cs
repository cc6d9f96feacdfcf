using System.Text.Json.Nodes;
using Switchyard.Bundles.Endpoint.Access;
using Switchyard.Bundles.Endpoint.Messages;
using Switchyard.Bundles.Endpoint.Requests;
using Switchyard.Bundles.Endpoint.Streams;

namespace Switchyard.Bundles.Endpoint;

/// <summary>Answers those who want to hear of changes: GET in a session, <c>subscriptions/listen</c> without one.</summary>
internal sealed class ChangeListener(SessionDoor door, LiveSessions sessions, ChangeStream changes, McpLifetime lifetime, TimeProvider time)
{
    // Earlier clients take an event without data for a broken message.
    private const string FirstWithPlaces = "2025-11-25";

    /// <summary>Answers GET.</summary>
    public async Task GetAsync(Visit visit)
    {
        var context = visit.Context;
        if (!McpHeaders.Accepts(context.Request, "text/event-stream"))
        {
            await RefusalWriter.WriteAsync(context, new McpRefusal(406, "not_acceptable", "Accept has to name text/event-stream."));
            return;
        }

        var version = "";
        LiveSession session = null!;
        if ((SessionDoor.CheckVersion(context.Request.Headers) ?? door.TryEnter(context, visit.Caller, visit.Workspace, out session, out version)) is { } refusal)
        {
            await RefusalWriter.WriteAsync(context, refusal, id: null);
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource([context.RequestAborted, visit.Caller.Ended, session.Ended, lifetime.StreamsEnd]);
        session.Open(end);
        try
        {
            using var watch = changes.Begin(visit.Workspace, visit.Caller.UserId);
            var stream = await SseWriter.BeginAsync(context, time, end.Token);
            var seen = McpHeaders.Read(context.Request.Headers, McpHeaders.LastEvent);
            await changes.RunAsync(stream, watch, ListChanges.All, seen, string.CompareOrdinal(version, FirstWithPlaces) >= 0, parameters: null, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client, the session, the key or the node has gone, or the client has opened another stream.
        }
        finally
        {
            session.Close(end);
            door.Leave(session);
        }
    }

    /// <summary>Answers <c>subscriptions/listen</c> (MCP 2026-07-28).</summary>
    public async Task ListenAsync(Visit visit, RpcMessage message)
    {
        if (message.Parameters?["notifications"] is JsonObject asked && asked.ContainsKey("taskIds") && !message.TakesTasks)
        {
            await RefusalWriter.WriteAsync(visit.Context, RpcError.TasksUndeclared(), message.Id);
            return;
        }

        using var gone = CancellationTokenSource.CreateLinkedTokenSource(visit.Context.RequestAborted, visit.Caller.Ended);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(gone.Token, lifetime.StreamsEnd);
        var filter = message.Parameters?["notifications"] as JsonObject;
        var wanted = new ListChanges(JsonText.IsTrue(filter?["toolsListChanged"]), JsonText.IsTrue(filter?["resourcesListChanged"]), JsonText.IsTrue(filter?["promptsListChanged"]));
        sessions.Listen(1);
        try
        {
            using var watch = changes.Begin(visit.Workspace, visit.Caller.UserId);
            var stream = await SseWriter.BeginAsync(visit.Context, time, end.Token);
            await stream.WriteAsync(RpcWriter.Notification("notifications/subscriptions/acknowledged", Acknowledgement(message, wanted)), place: null, end.Token);
            try
            {
                await changes.RunAsync(stream, watch, wanted, seen: null, marks: false, () => new JsonObject { [MetaKeys.Meta] = Subscription(message) }, end.Token);
            }
            catch (OperationCanceledException) when (lifetime.StreamsEnd.IsCancellationRequested && !gone.IsCancellationRequested)
            {
                var result = new JsonObject { ["resultType"] = "complete", [MetaKeys.Meta] = Subscription(message) };
                await stream.WriteAsync(RpcWriter.Answer(message.Id, new RpcAnswer.Result(result)), place: null, gone.Token);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client or the key has gone.
        }
        finally
        {
            sessions.Listen(-1);
        }
    }

    private static JsonObject Subscription(RpcMessage message) => new() { [MetaKeys.SubscriptionId] = message.Id!.DeepClone() };

    /// <summary>What is told: of what the client wants, all but resources one by one, since servers are not asked for those.</summary>
    private static JsonObject Acknowledgement(RpcMessage message, ListChanges wanted)
    {
        var told = new JsonObject();
        if (wanted.Tools)
        {
            told["toolsListChanged"] = true;
        }

        if (wanted.Resources)
        {
            told["resourcesListChanged"] = true;
        }

        if (wanted.Prompts)
        {
            told["promptsListChanged"] = true;
        }

        return new JsonObject { [MetaKeys.Meta] = Subscription(message), ["notifications"] = told };
    }
}
