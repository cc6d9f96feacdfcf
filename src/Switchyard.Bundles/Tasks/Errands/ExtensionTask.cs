using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Endpoint.Messages;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Sessions.Messages;

namespace Switchyard.Bundles.Tasks.Errands;

/// <summary>A task that a server made because it saw fit, for a client that takes tasks (the extension to MCP 2026-07-28). Each request says again that its client is one.</summary>
internal sealed class ExtensionTask(ILiveServer server, string id) : ServerTask(server, id)
{
    private const string Poll = "pollIntervalMs";
    private const string Kind = "resultType";

    /// <inheritdoc />
    protected override bool CanCancel => true;

    /// <summary>Says in the <c>params</c> of a request that its client takes tasks.</summary>
    public static void Declare(JsonObject parameters)
    {
        var meta = parameters[MetaKeys.Meta] as JsonObject ?? [];
        meta[MetaKeys.ClientCapabilities] = new JsonObject { ["extensions"] = new JsonObject { [MetaKeys.Tasks] = new JsonObject() } };
        parameters[MetaKeys.Meta] = meta;
    }

    /// <summary>Reads the answer to a call; null when it is no task.</summary>
    public static (ServerTask Task, ServerTaskReport Report)? Read(ILiveServer server, JsonObject answer) =>
        MessageParser.Text(answer, Kind) == "task" && MessageParser.Text(answer, "taskId") is { } id ? (new ExtensionTask(server, id), Read(answer, Poll)) : null;

    /// <inheritdoc />
    protected override ServerTaskReport ReportOf(JsonObject task) => Read(task, Poll);

    /// <inheritdoc />
    protected override Task<CallOutcome> OutcomeAsync(JsonObject task, TaskState state, CancellationToken cancellationToken) => Task.FromResult<CallOutcome>(
        state == TaskState.Failed && task["error"] is JsonObject error
            ? new CallOutcome.Error((int)(MessageParser.Number(error, "code") ?? 0), MessageParser.Text(error, "message") ?? "", MessageParser.Take(error, "data"))
            : new CallOutcome.Result(MessageParser.Take(task, "result")));

    /// <inheritdoc />
    protected override JsonObject Parameters()
    {
        var parameters = base.Parameters();
        Declare(parameters);
        return parameters;
    }
}
