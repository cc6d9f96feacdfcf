using System.Text.Json.Nodes;
using Switchyard.Bundles.Tests.Endpoint;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Tests.Tasks;

/// <summary>What a client asks for that works with tasks, in a session of 2025-11-25.</summary>
internal sealed class TaskClient(McpNode node, string session, string key)
{
    public static async Task<TaskClient> BeginAsync(McpNode node, string key = McpNode.Key) => new(node, await node.InitializeAsync(key), key);

    /// <summary>The same session by another node.</summary>
    public TaskClient At(McpNode other) => new(other, session, key);

    public Task<JsonObject> AskAsync(string method, JsonObject? parameters = null) => node.AskAsync(session, method, parameters, key);

    public Task<JsonObject> CallAsync(string tool, JsonObject? task, JsonObject? arguments = null)
    {
        var parameters = new JsonObject { ["name"] = tool, ["arguments"] = arguments ?? [] };
        if (task is not null)
        {
            parameters["task"] = task;
        }

        return AskAsync("tools/call", parameters);
    }

    /// <summary>Makes a task and returns its id.</summary>
    public async Task<string> MakeAsync(string tool = "files__run", int? ttl = null)
    {
        var answer = await CallAsync(tool, ttl is { } wanted ? new JsonObject { ["ttl"] = wanted } : []);
        return (string)answer["result"]!["task"]!["taskId"]!;
    }

    public Task<JsonObject> GetAsync(string id) => AskAsync("tasks/get", new JsonObject { ["taskId"] = id });

    public async Task<(string Status, string? Message)> StandingAsync(string id)
    {
        var result = (await GetAsync(id))["result"]!;
        return ((string)result["status"]!, (string?)result["statusMessage"]);
    }

    public Task<JsonObject> ResultAsync(string id) => AskAsync("tasks/result", new JsonObject { ["taskId"] = id });

    public Task<JsonObject> CancelAsync(string id) => AskAsync("tasks/cancel", new JsonObject { ["taskId"] = id });

    public async Task<IReadOnlyList<string>> ListAsync() => [.. (await AskAsync("tasks/list"))["result"]!["tasks"]!.AsArray().Select(task => (string)task!["taskId"]!)];
}
