using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Endpoint;

/// <summary>The generations of the protocol, and what their headers have to say.</summary>
public sealed class VersionTests
{
    private static readonly string[] Newest = [.. BundleProtocols.Supported.OrderDescending(StringComparer.Ordinal)];

    [Theory]
    [InlineData("1999-01-01")]
    [InlineData("2027-01-01")]
    [Trait("criterion", "BND-54")]
    public async Task An_unknown_version_is_refused_naming_those_that_are_spoken(string version)
    {
        await using var node = await McpNode.StartAsync();
        using (var response = await node.SendAsync(Raw.Post(node.Team, Raw.Request("initialize", new JsonObject { ["protocolVersion"] = version }))))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            response.Headers.Contains("Mcp-Session-Id").ShouldBeFalse();
            Names(await response.JsonAsync(), -32602);
        }

        using (var response = await node.SendAsync(Raw.Post(node.Team, Raw.Request("tools/list"), McpNode.Key, ("MCP-Protocol-Version", version))))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            Names(await response.JsonAsync(), -32022);
        }

        var stateless = Raw.AskStateless(node.Team, "tools/list", null, McpNode.Key, ("MCP-Protocol-Version", version));
        stateless.Content = new StringContent((await stateless.Content!.ReadAsStringAsync(Patience.Token)).Replace(Raw.Stateless, version, StringComparison.Ordinal), Encoding.UTF8, "application/json");
        using (var response = await node.SendAsync(stateless))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            Names(await response.JsonAsync(), -32022);
        }

        void Names(JsonObject answer, int code)
        {
            answer.Code().ShouldBe(code);
            answer["error"]!["data"]!["supported"]!.AsArray().Select(each => (string?)each).ShouldBe(Newest);
            ((string?)answer["error"]!["data"]!["requested"]).ShouldBe(version);
        }
    }

    [Fact]
    [Trait("criterion", "BND-54")]
    public async Task One_that_asks_for_a_session_of_the_revision_without_is_offered_the_newest_with()
    {
        await using var node = await McpNode.StartAsync();
        using var response = await node.SendAsync(Raw.Post(node.Team, Raw.Request("initialize", new JsonObject { ["protocolVersion"] = Raw.Stateless })));
        ((string?)(await response.JsonAsync())["result"]!["protocolVersion"]).ShouldBe(Raw.Newest);
    }

    [Theory]
    [InlineData("Mcp-Method", "tools/list")]
    [InlineData("Mcp-Method", "TOOLS/CALL")]
    [InlineData("Mcp-Method", null)]
    [InlineData("Mcp-Name", "files__other")]
    [InlineData("Mcp-Name", "=?base64?ZmlsZXNfX290aGVy?=")]
    [InlineData("Mcp-Name", "=?base64?!!?=")]
    [InlineData("Mcp-Name", null)]
    [InlineData("MCP-Protocol-Version", "2025-11-25")]
    [InlineData("MCP-Protocol-Version", null)]
    [InlineData("Mcp-Param-Region", "eu-central1")]
    [InlineData("Mcp-Param-Region", null)]
    [InlineData("Mcp-Param-Count", "43")]
    [Trait("criterion", "BND-55")]
    public async Task A_header_that_differs_from_the_body_is_refused(string header, string? value)
    {
        await using var node = await McpNode.StartAsync();
        node.Yard.Launcher.OnUp = static server => server.Tools = [Marked()];
        await node.InstallAsync("files");
        var called = false;
        node.Server("files").OnRequest = (_, _, _) =>
        {
            called = true;
            return Task.FromResult<JsonNode?>(new JsonObject());
        };
        var request = Call(node);
        request.Headers.Remove(header);
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        using var response = await node.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var answer = await response.JsonAsync();
        answer.Code().ShouldBe(-32020);
        ((int)answer["id"]!).ShouldBe(1);
        called.ShouldBeFalse();
    }

    [Theory]
    [InlineData("Mcp-Name", "=?base64?ZmlsZXNfX3F1ZXJ5?=")]
    [InlineData("Mcp-Name", "  files__query ")]
    [InlineData("mcp-param-REGION", "=?base64?dXMtd2VzdDE=?=")]
    [InlineData("Mcp-Param-Count", "42.0")]
    [InlineData("Mcp-Param-Unknown", "whatever")]
    [Trait("criterion", "BND-55")]
    public async Task Another_form_of_the_same_is_no_difference(string header, string value)
    {
        await using var node = await McpNode.StartAsync();
        node.Yard.Launcher.OnUp = static server => server.Tools = [Marked()];
        await node.InstallAsync("files");
        using var response = await node.SendAsync(Raw.With(Call(node), key: null, (header, value)));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        ((string?)(await response.JsonAsync())["result"]!["resultType"]).ShouldBe("complete");
    }

    [Theory]
    [InlineData("Mcp-Method", "tools/list", 400)]
    [InlineData("Mcp-Method", "tools/call", 200)]
    [InlineData("Mcp-Name", "files__other", 400)]
    [InlineData("Mcp-Name", "files__echo", 200)]
    [Trait("criterion", "BND-55")]
    public async Task With_sessions_headers_need_not_be_there_but_must_not_differ(string header, string value, int status)
    {
        await using var node = await McpNode.StartAsync();
        await node.InstallAsync("files");
        var session = await node.InitializeAsync();
        using var response = await node.SendAsync(Raw.Post(node.Team, Raw.Request("tools/call", new JsonObject { ["name"] = "files__echo" }), McpNode.Key, ("Mcp-Session-Id", session), (header, value)));
        ((int)response.StatusCode).ShouldBe(status);
    }

    [Theory]
    [InlineData("io.modelcontextprotocol/protocolVersion")]
    [InlineData("io.modelcontextprotocol/clientCapabilities")]
    [InlineData("_meta")]
    public async Task Without_a_session_each_request_says_what_it_has_to(string missing)
    {
        await using var node = await McpNode.StartAsync();
        var request = Raw.AskStateless(node.Team, "server/discover");
        var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(Patience.Token))!;
        (missing == "_meta" ? body["params"]! : body["params"]!["_meta"]!).AsObject().Remove(missing);
        request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await node.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.JsonAsync()).Code().ShouldBe(-32602);
    }

    [Theory]
    [InlineData("initialize")]
    [InlineData("ping")]
    [InlineData("logging/setLevel")]
    [InlineData("resources/subscribe")]
    [InlineData("prompts/list")]
    [InlineData("unknown/method")]
    public async Task Without_a_session_a_method_that_is_none_is_not_found(string method)
    {
        await using var node = await McpNode.StartAsync();
        await node.InstallAsync("files");
        using var response = await node.SendAsync(Raw.AskStateless(node.Team, method));
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await response.JsonAsync()).Code().ShouldBe(-32601);
        using var get = await node.SendAsync(Raw.Get(node.Team, "x", McpNode.Key, ("MCP-Protocol-Version", Raw.Stateless)));
        get.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task Lists_say_how_long_they_may_be_kept_where_the_revision_asks_for_it()
    {
        await using var node = await McpNode.StartAsync();
        await node.InstallAsync("files");
        using var stateless = await node.SendAsync(Raw.AskStateless(node.Team, "tools/list"));
        var result = (await stateless.JsonAsync())["result"]!;
        ((string?)result["resultType"]).ShouldBe("complete");
        ((string?)result["cacheScope"]).ShouldBe("private");
        ((int)result["ttlMs"]!).ShouldBeGreaterThanOrEqualTo(0);
        ((string?)result["_meta"]!["io.modelcontextprotocol/serverInfo"]!["name"]).ShouldBe("switchyard");

        (await node.AskAsync(await node.InitializeAsync(), "tools/list"))["result"]!.AsObject().Select(member => member.Key).ShouldBe(["tools"]);
    }

    [Fact]
    public async Task An_array_is_answered_by_an_array_where_the_revision_has_them()
    {
        await using var node = await McpNode.StartAsync();
        await node.InstallAsync("files");
        var body = $"[{Raw.Request("ping", id: 1)},{"""{"jsonrpc":"2.0","method":"notifications/initialized"}"""},{Raw.Request("tools/list", id: "two")}]";
        var old = await node.InitializeAsync(version: "2025-03-26");
        using (var response = await node.SendAsync(Raw.Post(node.Team, body, McpNode.Key, ("Mcp-Session-Id", old))))
        {
            var answers = JsonNode.Parse(await response.Content.ReadAsStringAsync(Patience.Token))!.AsArray();
            answers.Select(answer => answer!["id"]!.ToJsonString()).ShouldBe(["1", "\"two\""]);
        }

        using (var response = await node.SendAsync(Raw.Post(node.Team, """[{"jsonrpc":"2.0","method":"notifications/initialized"}]""", McpNode.Key, ("Mcp-Session-Id", old))))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }

        using (var response = await node.SendAsync(Raw.Post(node.Team, body, McpNode.Key, ("Mcp-Session-Id", await node.InitializeAsync()))))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
    }

    private static BundleTool Marked() => new(
        "query",
        """{ "name": "query", "inputSchema": { "type": "object", "properties": { "region": { "type": "string", "x-mcp-header": "Region" }, "more": { "type": "object", "properties": { "count": { "type": "integer", "x-mcp-header": "Count" } } } } } }"""u8.ToArray(),
        "00",
        false);

    private static HttpRequestMessage Call(McpNode node) => Raw.AskStateless(
        node.Team,
        "tools/call",
        new JsonObject { ["name"] = "files__query", ["arguments"] = new JsonObject { ["region"] = "us-west1", ["more"] = new JsonObject { ["count"] = 42 } } },
        McpNode.Key,
        ("Mcp-Param-Region", "us-west1"),
        ("Mcp-Param-Count", "42"));
}
