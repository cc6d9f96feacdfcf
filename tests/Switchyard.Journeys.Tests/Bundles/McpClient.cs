using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.Bundles;

/// <summary>A client of <c>/mcp/{workspace}</c> on the wire, for journeys that look at what it says and not at who says it.</summary>
internal sealed class McpClient(HttpClient http, string workspace, string version = "2025-06-18") : IDisposable
{
    private string? _session;
    private int _id;

    public async Task<McpClient> InitializeAsync()
    {
        await AskAsync("initialize", new JsonObject { ["protocolVersion"] = version, ["capabilities"] = new JsonObject(), ["clientInfo"] = new JsonObject { ["name"] = "journey", ["version"] = "1" } });
        return this;
    }

    public async Task<IReadOnlyList<string>> ToolsAsync() => [.. (await AskAsync("tools/list", []))["result"]!["tools"]!.AsArray().Select(tool => (string)tool!["name"]!)];

    /// <summary>Calls a tool and returns its result.</summary>
    public async Task<JsonNode> CallAsync(string tool, JsonObject? arguments = null) =>
        (await AskAsync("tools/call", new JsonObject { ["name"] = tool, ["arguments"] = arguments ?? [] }))["result"]!;

    /// <summary>Calls a tool that answers with one text, which must be no error.</summary>
    public async Task<string> TextAsync(string tool, JsonObject? arguments = null)
    {
        var result = await CallAsync(tool, arguments);
        ((bool?)result["isError"] ?? false).ShouldBeFalse(result.ToJsonString());
        return (string)result["content"]![0]!["text"]!;
    }

    /// <summary>The whole answer to a request.</summary>
    public async Task<JsonNode> AskAsync(string method, JsonObject parameters)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/mcp/{workspace}", UriKind.Relative))
        {
            Content = JsonContent.Create(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = ++_id, ["method"] = method, ["params"] = parameters }),
        };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        if (_session is not null)
        {
            request.Headers.Add("Mcp-Session-Id", _session);
            request.Headers.Add("MCP-Protocol-Version", version);
        }

        using var answer = await http.SendAsync(request, Patience.Token);
        var text = await answer.Content.ReadAsStringAsync(Patience.Token);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{method} → {(int)answer.StatusCode}: {text}");
        if (answer.Headers.TryGetValues("Mcp-Session-Id", out var session))
        {
            _session = session.First();
        }

        var json = answer.Content.Headers.ContentType!.MediaType == "text/event-stream"
            ? text.Split('\n').Last(line => line.StartsWith("data:", StringComparison.Ordinal))[5..]
            : text;
        return JsonNode.Parse(json)!;
    }

    public void Dispose() => http.Dispose();
}
