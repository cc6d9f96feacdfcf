using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Testing.Nodes;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.Agents;

/// <summary>A workspace with real agents, and a user of its chats: everything over the routes that operators and developers have.</summary>
internal sealed class WorkspaceRig(Yard yard) : IAsyncDisposable
{
    private readonly List<NodeProcess> _agents = [];
    private readonly List<string> _roots = [];

    public string Id { get; private set; } = "";

    public static async Task<WorkspaceRig> CreateAsync(Yard yard, string name)
    {
        var workspace = await yard.PostAsync("/workspaces?wait=30s", new { name });
        return new WorkspaceRig(yard) { Id = (string)workspace["id"]! };
    }

    /// <summary>A build that has succeeded, and its agent in a directory of its own, which has the file <c>note.txt</c>.</summary>
    public async Task<(NodeProcess Process, string BuildId)> BuildAsync(string note, int node = 0)
    {
        var build = await yard.PostAsync($"/workspaces/{Id}/builds", new { }, node);
        var process = await StartAgentAsync((string)build["id"]!, note, node);
        await yard.PatchAsync($"/workspaces/{Id}/builds/{(long)build["number"]!}", new { state = "succeeded" }, node);
        return (process, (string)build["id"]!);
    }

    /// <summary>Starts an agent of a build and waits until it is registered.</summary>
    public async Task<NodeProcess> StartAgentAsync(string buildId, string note, int node = 0)
    {
        var token = await yard.PostAsync($"/workspaces/{Id}/agent-tokens", new { buildId, name = "main" }, node);
        var root = Directory.CreateTempSubdirectory("switchyard-root-").FullName;
        _roots.Add(root);
        await File.WriteAllTextAsync(Path.Combine(root, "note.txt"), note);
        var process = NodeProcess.Launch(
            ["agent", "--url", yard.Nodes[node].ControlPlane.ToString(), "--root", root, "--name", "main"],
            new Dictionary<string, string?> { ["SWITCHYARD_AGENT_TOKEN"] = (string)token["secret"]! });
        _agents.Add(process);
        await process.WaitForLineAsync("Registered as agent");
        return process;
    }

    /// <summary>A chat in the workspace.</summary>
    public async Task<string> ChatAsync(int node = 0)
    {
        using var client = yard.Data(node);
        using var answer = await client.PostAsJsonAsync("/api/v1/chats", new { model = "sim-openai/gpt-sim", workspaceId = Id }, Patience.Token);
        var text = await answer.Content.ReadAsStringAsync(Patience.Token);
        answer.IsSuccessStatusCode.ShouldBeTrue(text);
        return (string)JsonNode.Parse(text)!["id"]!;
    }

    /// <summary>Reads a route of chats.</summary>
    public async Task<JsonNode> GetAsync(string path, int node = 0)
    {
        using var client = yard.Data(node);
        return JsonNode.Parse(await client.GetStringAsync("/api/v1/chats" + path, Patience.Token))!;
    }

    /// <summary>Sends a message; <paramref name="seen"/> is told each event. Returns the events.</summary>
    public Task<List<(string Kind, JsonNode Data)>> SendAsync(string chat, string content, int node = 0, Action<string>? seen = null) =>
        EventsAsync(new HttpRequestMessage(HttpMethod.Post, $"/api/v1/chats/{chat}/messages") { Content = JsonContent.Create(new { content }) }, node, seen);

    /// <summary>Watches the turn that runs, from its beginning; <paramref name="seen"/> is told each event. Returns the events.</summary>
    public Task<List<(string Kind, JsonNode Data)>> WatchAsync(string chat, int node = 0, Action<string>? seen = null) =>
        EventsAsync(new HttpRequestMessage(HttpMethod.Get, $"/api/v1/chats/{chat}/events"), node, seen);

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in _agents)
        {
            await agent.DisposeAsync();
        }

        _roots.ForEach(static root => Directory.Delete(root, recursive: true));
    }

    private async Task<List<(string Kind, JsonNode Data)>> EventsAsync(HttpRequestMessage request, int node, Action<string>? seen)
    {
        using var sent = request;
        using var client = yard.Data(node);
        client.Timeout = Timeout.InfiniteTimeSpan;
        using var answer = await client.SendAsync(sent, HttpCompletionOption.ResponseHeadersRead, Patience.Token);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{(int)answer.StatusCode}");
        var events = new List<(string, JsonNode)>();
        await foreach (var item in SseParser.Create(await answer.Content.ReadAsStreamAsync(Patience.Token)).EnumerateAsync(Patience.Token))
        {
            events.Add((item.EventType, JsonNode.Parse(item.Data)!));
            seen?.Invoke(item.EventType);
        }

        return events;
    }
}
