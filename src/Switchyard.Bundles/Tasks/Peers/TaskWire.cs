using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Sessions.Messages;

namespace Switchyard.Bundles.Tasks.Peers;

/// <summary>What nodes say to each other of tasks.</summary>
internal static class TaskWire
{
    private const string Task = "task";
    private const string Wait = "wait";
    private const string WasOver = "wasOver";
    private const string Tasks = "tasks";

    /// <summary>A question: about one task, or about all of an owner.</summary>
    public static byte[] Question(TaskOwner owner, string? task, bool wait) => MessageWriter.Bytes(new JsonObject
    {
        ["workspace"] = owner.Workspace,
        ["user"] = owner.UserId.ToString("D"),
        ["key"] = owner.AccessKeyId.ToString("D"),
        [Task] = task,
        [Wait] = wait,
    });

    /// <summary>Reads a question; null when it is none.</summary>
    public static (TaskOwner Owner, string? Task, bool Wait)? ReadQuestion(ReadOnlySpan<byte> bytes) =>
        MessageParser.Parse(bytes) is [var question]
        && MessageParser.Text(question, "workspace") is { } workspace
        && Guid.TryParseExact(MessageParser.Text(question, "user"), "D", out var user)
        && Guid.TryParseExact(MessageParser.Text(question, "key"), "D", out var key)
            ? (new TaskOwner(workspace, user, key), MessageParser.Text(question, Task), question[Wait]?.GetValueKind() == System.Text.Json.JsonValueKind.True)
            : null;

    /// <summary>How a task stands.</summary>
    public static byte[] Answer(TaskStanding standing, bool wasOver)
    {
        var answer = Write(standing);
        answer[WasOver] = wasOver;
        return MessageWriter.Bytes(answer);
    }

    /// <summary>Reads how a task stands; null when it says nothing of the kind.</summary>
    public static TaskSighting.Found? ReadAnswer(ReadOnlySpan<byte> bytes) =>
        MessageParser.Parse(bytes) is [var answer] && Read(answer) is { } standing ? new TaskSighting.Found(standing, answer[WasOver]?.GetValueKind() == System.Text.Json.JsonValueKind.True) : null;

    /// <summary>How all tasks of somebody stand, without what came of them.</summary>
    public static byte[] List(IEnumerable<HeldTask> tasks) => MessageWriter.Bytes(new JsonObject
    {
        [Tasks] = new JsonArray([.. tasks.Select(static task =>
        {
            var item = Write(task.Standing with { Outcome = null });
            item["id"] = task.Id;
            return item;
        })]),
    });

    /// <summary>Reads how all tasks of somebody stand.</summary>
    public static IReadOnlyList<(string Id, TaskStanding Standing)> ReadList(ReadOnlySpan<byte> bytes) =>
        MessageParser.Parse(bytes) is [var list] && list[Tasks] is JsonArray tasks
            ? [.. from task in tasks.OfType<JsonObject>() let id = MessageParser.Text(task, "id") let standing = Read(task) where id is not null && standing is not null select (id, standing)]
            : [];

    private static JsonObject Write(TaskStanding standing) => new()
    {
        ["state"] = TaskStates.NameOf(standing.State),
        ["message"] = standing.Message,
        ["created"] = standing.CreatedAt.ToUnixTimeMilliseconds(),
        ["updated"] = standing.UpdatedAt.ToUnixTimeMilliseconds(),
        ["ttl"] = (long)standing.Ttl.TotalMilliseconds,
        ["poll"] = (long)standing.PollInterval.TotalMilliseconds,
        ["outcome"] = standing.Outcome is { } outcome ? OutcomeText.Write(outcome.Read()) : null,
    };

    private static TaskStanding? Read(JsonObject text) =>
        MessageParser.Number(text, "created") is { } created && MessageParser.Number(text, "updated") is { } updated && MessageParser.Number(text, "ttl") is { } ttl && MessageParser.Number(text, "poll") is { } poll
            ? new TaskStanding
            {
                State = TaskStates.Parse(MessageParser.Text(text, "state")),
                Message = MessageParser.Text(text, "message"),
                CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(created),
                UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(updated),
                Ttl = TimeSpan.FromMilliseconds(ttl),
                PollInterval = TimeSpan.FromMilliseconds(poll),
                Outcome = text["outcome"] is JsonObject outcome && OutcomeText.Read(outcome) is { } read ? KeptOutcome.Of(read) : null,
            }
            : null;
}
