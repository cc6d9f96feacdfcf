using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Catalog;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Sessions.Messages;

namespace Switchyard.Bundles.Tasks.Errands;

/// <summary>The task of a server, as it is spoken of with that server.</summary>
/// <param name="server">The server.</param>
/// <param name="id">Its own id of the task.</param>
internal abstract class ServerTask(ILiveServer server, string id)
{
    private const int InvalidParams = -32602;

    /// <summary>Longest message of a server that is kept, in UTF-16 units.</summary>
    private const int MaxMessage = 4 * 1024;

    /// <summary>Whether the server can be told to give a task up.</summary>
    protected abstract bool CanCancel { get; }

    protected ILiveServer Server => server;

    /// <summary>Calls a tool as a task.</summary>
    /// <returns>The task and how it stands; or no task and the result at once, of a server that made none.</returns>
    public static async Task<(ServerTask? Task, ServerTaskReport Report)> BeginAsync(ILiveServer server, JsonObject parameters, TimeSpan ttl, CancellationToken cancellationToken)
    {
        var asked = parameters.DeepClone().AsObject();
        var isExtension = ServerTraits.Of(server.Initialization).Tasks == TaskManners.Offered;
        if (isExtension)
        {
            ExtensionTask.Declare(asked);
        }
        else
        {
            asked["task"] = new JsonObject { ["ttl"] = (long)ttl.TotalMilliseconds };
        }

        var result = await server.RequestAsync("tools/call", asked, progress: null, cancellationToken);
        if (result is JsonObject made && (isExtension ? ExtensionTask.Read(server, made) : AskedTask.Read(server, made)) is { } begun)
        {
            return begun;
        }

        var isFault = result is JsonObject fields && fields["isError"]?.GetValueKind() == JsonValueKind.True;
        return (null, new ServerTaskReport(isFault ? TaskState.Failed : TaskState.Completed, null, null, new CallOutcome.Result(result)));
    }

    /// <summary>How it stands; of one that is over with what came of it.</summary>
    /// <exception cref="UnknownTaskException">The server has no such task.</exception>
    public async Task<ServerTaskReport> LookAsync(CancellationToken cancellationToken)
    {
        var task = await AskAsync("tasks/get", cancellationToken) as JsonObject ?? [];
        var report = ReportOf(task);
        return report.State switch
        {
            TaskState.Completed or TaskState.Failed => report with { Outcome = await OutcomeAsync(task, report.State, cancellationToken) },
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

    /// <summary>What a server says of a task.</summary>
    /// <param name="task">Its words.</param>
    /// <param name="poll">The name by which it says how often it is worth a look.</param>
    protected static ServerTaskReport Read(JsonObject task, string poll) => new(
        TaskStates.Parse(MessageParser.Text(task, "status")),
        Cut(MessageParser.Text(task, "statusMessage")),
        MessageParser.Number(task, poll) is > 0 and < int.MaxValue and { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
        null);

    /// <summary>What a server says of a task.</summary>
    protected abstract ServerTaskReport ReportOf(JsonObject task);

    /// <summary>What came of a task that is over.</summary>
    /// <param name="task">What the server says of it.</param>
    /// <param name="state">Whether it completed or failed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    protected abstract Task<CallOutcome> OutcomeAsync(JsonObject task, TaskState state, CancellationToken cancellationToken);

    /// <summary>The <c>params</c> of a question about it.</summary>
    protected virtual JsonObject Parameters() => new() { ["taskId"] = id };

    private static string? Cut(string? message) =>
        message is { Length: > MaxMessage } ? message[..(char.IsHighSurrogate(message[MaxMessage - 1]) ? MaxMessage - 1 : MaxMessage)] : message;

    private async Task<JsonNode?> AskAsync(string method, CancellationToken cancellationToken)
    {
        try
        {
            return await server.RequestAsync(method, Parameters(), progress: null, cancellationToken);
        }
        catch (ServerErrorException unknown) when (unknown.Code == InvalidParams)
        {
            throw new UnknownTaskException(unknown.Message);
        }
    }
}
