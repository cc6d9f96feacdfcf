using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Sessions.Messages;

namespace Switchyard.Bundles.Tasks.Errands;

/// <summary>A task that a server made because it was asked to (MCP 2025-11-25, tasks).</summary>
internal sealed class AskedTask(ILiveServer server, string id) : ServerTask(server, id)
{
    private const string Poll = "pollInterval";

    /// <inheritdoc />
    protected override bool CanCancel => Server.Initialization["capabilities"] is JsonObject capabilities && capabilities["tasks"] is JsonObject tasks && tasks["cancel"] is JsonObject;

    /// <summary>Reads the answer to a call; null when it is no task.</summary>
    public static (ServerTask Task, ServerTaskReport Report)? Read(ILiveServer server, JsonObject answer) =>
        answer["task"] is JsonObject task && MessageParser.Text(task, "taskId") is { } id ? (new AskedTask(server, id), Read(task, Poll)) : null;

    /// <inheritdoc />
    protected override ServerTaskReport ReportOf(JsonObject task) => Read(task, Poll);

    /// <inheritdoc />
    protected override async Task<CallOutcome> OutcomeAsync(JsonObject task, TaskState state, CancellationToken cancellationToken)
    {
        try
        {
            return new CallOutcome.Result(await Server.RequestAsync("tasks/result", Parameters(), progress: null, cancellationToken));
        }
        catch (ServerErrorException error)
        {
            return new CallOutcome.Error(error.Code, error.Message, error.ErrorData);
        }
    }
}
