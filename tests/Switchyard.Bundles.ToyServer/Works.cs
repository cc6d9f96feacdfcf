using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Switchyard.Bundles.ToyServer;

/// <summary>The tasks of the toy (MCP 2025-11-25). There is one kind of work: to wait until a file is there.</summary>
internal sealed class Works
{
    /// <summary>The tool that is called as a task.</summary>
    public const string Tool = "work";

    private const int LookEvery = 50;

    private readonly ConcurrentDictionary<string, string> _states = new(StringComparer.Ordinal);
    private int _last;

    /// <summary>Begins a task; null when the call asks for none.</summary>
    public JsonObject? Begin(JsonObject parameters)
    {
        if ((string?)parameters["name"] != Tool || parameters["task"] is null)
        {
            return null;
        }

        var id = "work-" + Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        _states[id] = "working";
        _ = WorkAsync(id, (string)parameters["arguments"]!["until"]!);
        return new JsonObject { ["task"] = Describe(id) };
    }

    /// <summary>Answers what is asked of a task; null when there is no such task or method.</summary>
    public async Task<JsonObject?> AnswerAsync(string method, string id)
    {
        if (!_states.ContainsKey(id))
        {
            return null;
        }

        switch (method)
        {
            case "tasks/get":
                return Describe(id);
            case "tasks/cancel":
                _states.TryUpdate(id, "cancelled", "working");
                await Console.Error.WriteLineAsync($"cancelled {id}");
                return Describe(id);
            case "tasks/result":
                return new JsonObject { ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture) }) };
            default:
                return null;
        }
    }

    private async Task WorkAsync(string id, string until)
    {
        while (_states[id] == "working" && !File.Exists(until))
        {
            await Pause.ForAsync(LookEvery);
        }

        _states.TryUpdate(id, "completed", "working");
    }

    private JsonObject Describe(string id) => new()
    {
        ["taskId"] = id,
        ["status"] = _states[id],
        ["statusMessage"] = $"in process {Environment.ProcessId}",
        ["createdAt"] = "2025-11-25T10:30:00Z",
        ["lastUpdatedAt"] = "2025-11-25T10:30:00Z",
        ["ttl"] = null,
        ["pollInterval"] = 4 * LookEvery,
    };
}
