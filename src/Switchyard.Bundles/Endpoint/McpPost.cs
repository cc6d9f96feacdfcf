using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Switchyard.Bundles.Endpoint.Messages;
using Switchyard.Bundles.Endpoint.Methods;
using Switchyard.Bundles.Endpoint.Requests;
using Switchyard.Bundles.Endpoint.Streams;
using Switchyard.Bundles.Telemetry;

namespace Switchyard.Bundles.Endpoint;

/// <summary>Answers the body of a POST: runs its requests side by side, and sends what comes of them.</summary>
internal sealed partial class McpPost(Agreeing agreeing, SessionDoor door, MethodTable methods, McpLifetime lifetime, BundleInstruments instruments, TimeProvider time, ILogger<McpPost> logger)
{
    private const int ProgressKept = 64;

    /// <summary>Answers a body.</summary>
    public async Task AnswerAsync(Visit visit, McpBody body, ChangeListener listener)
    {
        var first = body.Messages[0];
        if (agreeing.Read(visit, body.Messages, body.IsBatch, out var agreement) is { } fault)
        {
            instruments.Requested(methods.LabelOf(first.Method), "refused");
            await RefusalWriter.WriteAsync(visit.Context, fault, body.IsBatch ? null : first.Id);
            return;
        }

        try
        {
            if (agreement!.IsStateless && first is { IsRequest: true, Method: MethodTable.Listen })
            {
                await listener.ListenAsync(visit, first);
                return;
            }

            await AnswerAsync(visit, body, agreement);
        }
        finally
        {
            if (agreement!.Session is { } session)
            {
                door.Leave(session);
            }
        }
    }

    private async Task AnswerAsync(Visit visit, McpBody body, Agreement agreement)
    {
        foreach (var message in body.Messages)
        {
            if (message is { Id: null, Method: "notifications/cancelled" } && message.Parameters?["requestId"] is { } cancelled)
            {
                agreement.Session?.Cancel(cancelled.ToJsonString());
            }
        }

        var requests = body.Messages.Where(static message => message.IsRequest).ToArray();
        if (requests.Length == 0)
        {
            visit.Context.Response.StatusCode = 202;
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(visit.Context.RequestAborted, visit.Caller.Ended);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(end.Token, lifetime.CallsEnd, agreement.Session?.Ended ?? default);
        var progress = Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(ProgressKept) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        Task<Reply>[] replies = [.. requests.Select(message => RunAsync(visit, message, agreement, progress.Writer, stop.Token))];
        try
        {
            await new ReplySender(visit.Context, progress.Reader, time).SendAsync(replies, body.IsBatch, requests.Any(static message => message.ProgressToken is not null), end.Token);
        }
        finally
        {
            // They use what ends here; when the client has gone they are on their way out.
            await stop.CancelAsync();
            await Task.WhenAll(replies);
        }
    }

    /// <summary>Runs one request. Never fails.</summary>
    private async Task<Reply> RunAsync(Visit visit, RpcMessage message, Agreement agreement, ChannelWriter<ReadOnlyMemory<byte>> progress, CancellationToken stop)
    {
        Action<JsonObject>? told = message.ProgressToken is { } token ? parameters => progress.TryWrite(RpcWriter.Progress(token, parameters)) : null;
        var request = new McpRequest(visit.Caller, visit.Workspace, agreement.Version, message, visit.Context.Request.Headers, told);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var key = message.Id!.ToJsonString();
        var outcome = "error";
        agreement.Session?.Begin(key, cancel);
        try
        {
            var answer = await methods.RunAsync(request, cancel.Token);
            outcome = OutcomeOf(answer);
            if (message.Method == MethodTable.Initialize && answer is RpcAnswer.Result)
            {
                visit.Context.Response.Headers[McpHeaders.Session] = door.Create(visit.Caller, visit.Workspace, agreement.Version);
            }

            return new Reply(RpcWriter.Answer(message.Id, answer), answer is RpcAnswer.Failure { Error: var error } ? error.Status : 200);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            outcome = "cancelled";
            return lifetime.CallsEnd.IsCancellationRequested ? Failed(message, "This node is shutting down; ask again.") : Reply.None;
        }
        catch (Exception failure)
        {
            // A mistake in one request must not take the others of the body along, and its client has to hear of it.
            LogFailed(failure, methods.LabelOf(message.Method), visit.Workspace);
            return Failed(message, "The request failed inside of Switchyard.");
        }
        finally
        {
            agreement.Session?.Finish(key, cancel);
            instruments.Requested(methods.LabelOf(message.Method), outcome);
        }
    }

    private static Reply Failed(RpcMessage message, string reason) => new(RpcWriter.Answer(message.Id, new RpcAnswer.Failure(new RpcError(RpcError.InternalFault, reason))), 200);

    private static string OutcomeOf(RpcAnswer answer) => answer switch
    {
        RpcAnswer.Failure => "error",
        RpcAnswer.Result { Value: JsonObject value } when JsonText.IsTrue(value["isError"]) => "tool_error",
        _ => "ok",
    };

    [LoggerMessage(10301, LogLevel.Error, "A request {Method} in workspace {Workspace} failed")]
    private partial void LogFailed(Exception failure, string method, string workspace);
}
