using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Sessions.Messages;

namespace Switchyard.Bundles.Tasks.Errands;

/// <summary>The task of a server as it is spoken of with that server (MCP 2025-11-25, tasks).</summary>
internal sealed class ServerTask
{
    private const int InvalidParams = -32602;

    private readonly ILiveServer _server;
    private readonly string _id;

    private ServerTask(ILiveServer server, string id) => (_server, _id) = (server, id);

    /// <summary>Whether the server can be told to give a task up.</summary>
    private bool CanCancel => _server.Initialization["capabilities"] is JsonObject capabilities && capabilities["tasks"] is JsonObject tasks && tasks["cancel"] is JsonObject;

    /// <summary>Calls a tool as a task.</summary>
    /// <returns>The task and how it stands; or no task and the result at once, of a server that made none.</returns>
    public static async Task<(ServerTask? Task, ServerTaskReport Report)> BeginAsync(ILiveServer server, JsonObject parameters, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var asked = parameters.DeepClone().AsObject();
        asked["task"] = new JsonObject { ["ttl"] = (long)ttl.TotalMilliseconds };
        var result = await server.RequestAsync("tools/call", asked, progress: null, cancellationToken);
        return result is JsonObject made && made["task"] is JsonObject task && MessageParser.Text(task, "taskId") is { } id
            ? (new ServerTask(server, id), ReportOf(task))
            : (null, new ServerTaskReport(IsFault(result) ? TaskState.Failed : TaskState.Completed, null, null, new CallOutcome.Result(result)));
    }

    /// <summary>How it stands; of one that is over with what came of it.</summary>
    /// <exception cref="UnknownTaskException">The server has no such task.</exception>
    public async Task<ServerTaskReport> LookAsync(CancellationToken cancellationToken)
    {
        var report = ReportOf(await AskAsync("tasks/get", cancellationToken) as JsonObject ?? []);
        return report.State switch
        {
            TaskState.Completed or TaskState.Failed => report with { Outcome = await ResultAsync(cancellationToken) },
            TaskState.Cancelled => report with { Outcome = TaskMoves.Given(report.Message ?? "The server gave the task up.").Read() },
            _ => report,
        };
    }

    /// <summary>Tells the server that nobody wants it any more. Whether it listens is its own affair.</summary>
    public async Task CancelAsync(CancellationToken cancellationToken)
    {
        if (!CanCancel)
        {
            return;
        }

        try
        {
            await AskAsync("tasks/cancel", cancellationToken);
        }
        catch (Exception deaf) when (deaf is ServerErrorException or ServerLostException or CallRefusedException or UnknownTaskException or OperationCanceledException)
        {
            // It is over there, or will be when its time is.
        }
    }

    private static bool IsFault(JsonNode? result) => result is JsonObject fields && fields["isError"]?.GetValueKind() == JsonValueKind.True;

    private static ServerTaskReport ReportOf(JsonObject task) => new(
        TaskStates.Parse(MessageParser.Text(task, "status")),
        MessageParser.Text(task, "statusMessage"),
        MessageParser.Number(task, "pollInterval") is > 0 and < int.MaxValue and { } poll ? TimeSpan.FromMilliseconds(poll) : null,
        null);

    private async Task<CallOutcome> ResultAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new CallOutcome.Result(await _server.RequestAsync("tasks/result", new JsonObject { ["taskId"] = _id }, progress: null, cancellationToken));
        }
        catch (ServerErrorException error)
        {
            return new CallOutcome.Error(error.Code, error.Message, error.ErrorData);
        }
    }

    private async Task<JsonNode?> AskAsync(string method, CancellationToken cancellationToken)
    {
        try
        {
            return await _server.RequestAsync(method, new JsonObject { ["taskId"] = _id }, progress: null, cancellationToken);
        }
        catch (ServerErrorException unknown) when (unknown.Code == InvalidParams)
        {
            throw new UnknownTaskException(unknown.Message);
        }
    }
}
