using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Endpoint;

/// <summary>Requests as they are on the wire.</summary>
internal static class Raw
{
    public const string Newest = "2025-11-25";
    public const string Stateless = "2026-07-28";

    private static readonly string[] Mirrored = ["tools/call", "prompts/get", "resources/read"];

    /// <summary>A POST as clients send it.</summary>
    public static HttpRequestMessage Post(Uri address, string body, string? key = McpNode.Key, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/event-stream");
        return With(request, key, headers);
    }

    public static HttpRequestMessage Get(Uri address, string session, string? key = McpNode.Key, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", "text/event-stream");
        return With(request, key, [("Mcp-Session-Id", session), .. headers]);
    }

    public static HttpRequestMessage With(HttpRequestMessage request, string? key, params (string Name, string Value)[] headers)
    {
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    public static string Request(string method, JsonObject? parameters = null, JsonNode? id = null) =>
        new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id ?? 1, ["method"] = method, ["params"] = parameters ?? [] }.ToJsonString();

    /// <summary>A session of the newest revision that has some.</summary>
    public static async Task<string> InitializeAsync(this McpNode node, string key = McpNode.Key, string version = Newest)
    {
        using var response = await node.SendAsync(Post(node.Team, Request("initialize", new JsonObject { ["protocolVersion"] = version, ["capabilities"] = new JsonObject() }), key));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return response.Headers.GetValues("Mcp-Session-Id").Single();
    }

    /// <summary>Asks in a session, and gives the whole answer.</summary>
    public static async Task<JsonObject> AskAsync(this McpNode node, string session, string method, JsonObject? parameters = null, string key = McpNode.Key)
    {
        using var response = await node.SendAsync(Post(node.Team, Request(method, parameters), key, ("Mcp-Session-Id", session)));
        if (response.Content.Headers.ContentType!.MediaType == "application/json")
        {
            return await response.JsonAsync();
        }

        using var events = new EventReader(response);
        return (await events.MessageAsync())!;
    }

    /// <summary>A request of the revision without sessions, with all it has to have.</summary>
    public static HttpRequestMessage AskStateless(Uri address, string method, JsonObject? parameters = null, string key = McpNode.Key, params (string Name, string Value)[] headers)
    {
        parameters ??= [];
        parameters["_meta"] ??= new JsonObject();
        parameters["_meta"]!["io.modelcontextprotocol/protocolVersion"] = Stateless;
        parameters["_meta"]!["io.modelcontextprotocol/clientCapabilities"] = new JsonObject();
        var name = Mirrored.Contains(method) ? (string?)(parameters["name"] ?? parameters["uri"]) : null;
        (string, string)[] mirror = [("MCP-Protocol-Version", Stateless), ("Mcp-Method", method), .. name is null ? Array.Empty<(string, string)>() : [("Mcp-Name", name)]];
        return Post(address, Request(method, parameters), key, [.. mirror, .. headers]);
    }

    public static async Task<JsonObject> JsonAsync(this HttpResponseMessage response)
    {
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(Patience.Token))!.AsObject();
    }

    public static int Code(this JsonObject answer) => (int)answer["error"]!["code"]!;
}
