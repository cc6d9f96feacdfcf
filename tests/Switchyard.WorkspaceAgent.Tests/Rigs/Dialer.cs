using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Switchyard.Model.Agents;
using Switchyard.Model.Secrets;
using Switchyard.Testing.Runs;

namespace Switchyard.WorkspaceAgent.Tests.Rigs;

/// <summary>Dials an agent as a node does.</summary>
internal sealed class Dialer(Uri address, Guid agentId, Guid bootId, string dialKey)
{
    private static readonly HttpClient Http = new() { Timeout = Patience.Longest };

    public string Nonce { get; set; } = DialProof.NewNonce();

    public long At { get; set; } = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A request with everything right.</summary>
    public JsonObject Request() => new()
    {
        ["agentId"] = agentId,
        ["bootId"] = bootId,
        ["nonce"] = Nonce,
        ["at"] = At,
        ["chat"] = Guid.CreateVersion7(),
        ["ancestors"] = new JsonArray(Guid.CreateVersion7()),
        ["proof"] = DialProof.OfNode(new Secret(dialKey), agentId, bootId, Nonce, At),
    };

    public async Task<HttpResponseMessage> PostAsync(HttpContent content) => await Http.PostAsync(new Uri(address, "/dial"), content, Patience.Token);

    public Task<HttpResponseMessage> PostAsync(JsonObject request) => PostAsync(JsonContent.Create(request));

    /// <summary>Dials and returns the session, after the agent has proved itself.</summary>
    public async Task<string> OpenAsync()
    {
        using var response = await PostAsync(Request());
        ((int)response.StatusCode).ShouldBe(200);
        var answer = await response.Content.ReadFromJsonAsync<JsonObject>(Patience.Token);
        ((Guid)answer!["agentId"]!, (Guid)answer["bootId"]!).ShouldBe((agentId, bootId));
        var session = (string)answer["session"]!;
        ((string?)answer["proof"]).ShouldBe(DialProof.OfAgent(new Secret(dialKey), agentId, bootId, Nonce, session));
        return session;
    }

    /// <summary>Sends a request with that session; none when it is null.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? session, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, path)) { Content = content };
        if (session is not null)
        {
            request.Headers.Authorization = new("Bearer", session);
        }

        return await Http.SendAsync(request, Patience.Token);
    }

    public async Task<int> StatusAsync(HttpMethod method, string path, string? session)
    {
        using var response = await SendAsync(method, path, session);
        return (int)response.StatusCode;
    }

    /// <summary>Dials and connects the official client.</summary>
    public async Task<McpClient> ConnectAsync(string? protocol = null) => await ConnectAsync(await OpenAsync(), protocol);

    public async Task<McpClient> ConnectAsync(string session, string? protocol)
    {
        var transport = new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(address, "/mcp"),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {session}" },
        });
        return await McpClient.CreateAsync(transport, new McpClientOptions { ProtocolVersion = protocol }, cancellationToken: Patience.Token);
    }
}

/// <summary>Calls tools and reads what they answer.</summary>
internal static class Calls
{
    public static async Task<CallToolResult> CallAsync(this McpClient client, string tool, object arguments, CancellationToken? cancellationToken = null)
    {
        var fields = JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(static field => field.Name, static field => (object?)field.Value);
        return await client.CallToolAsync(tool, fields, cancellationToken: cancellationToken ?? Patience.Token);
    }

    /// <summary>The texts of an answer that is no error.</summary>
    public static IReadOnlyList<string> Texts(this CallToolResult result)
    {
        var texts = result.Content.OfType<TextContentBlock>().Select(static block => block.Text).ToList();
        (result.IsError ?? false).ShouldBeFalse(string.Join('\n', texts));
        return texts;
    }

    /// <summary>The text of an answer that is an error.</summary>
    public static string Error(this CallToolResult result)
    {
        var text = string.Join('\n', result.Content.OfType<TextContentBlock>().Select(static block => block.Text));
        (result.IsError ?? false).ShouldBeTrue(text);
        text.ShouldNotContain("   at ");
        text.ShouldNotContain("Exception");
        return text;
    }
}
