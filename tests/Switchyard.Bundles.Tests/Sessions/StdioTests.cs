using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Sessions;

/// <summary>A server that keeps the protocol, over lines.</summary>
public sealed class StdioTests : IAsyncDisposable
{
    private readonly ServerRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task What_the_server_says_of_itself_is_kept_whole()
    {
        var server = await _rig.StartAsync();

        server.Initialization.ToJsonString().ShouldBe(
            """{"protocolVersion":"2025-11-25","capabilities":{"tools":{"listChanged":true}},"serverInfo":{"name":"toy","version":"1"},"x-unknown":{"kept":true}}""");
    }

    [Theory]
    [InlineData("2024-11-05")]
    [InlineData("2025-03-26")]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    public async Task Every_version_with_a_handshake_is_spoken(string version)
    {
        var pinned = ServerRig.Toy();

        var asked = await _rig.StartAsync(pinned with { Definition = pinned.Definition with { Protocol = version } });
        var answered = await _rig.StartAsync("version=" + version);

        ((string)asked.Initialization["protocolVersion"]!).ShouldBe(version);
        ((string)answered.Initialization["protocolVersion"]!).ShouldBe(version);
    }

    [Fact]
    public async Task Tools_are_kept_as_they_were_sent()
    {
        var server = await _rig.StartAsync();

        var echo = server.Tools.Single(static tool => tool.Name == "echo");
        System.Text.Encoding.UTF8.GetString(echo.Definition.Span).ShouldBe("""{"name":"echo","description":"A toy.","inputSchema":{"type":"object"},"x-unknown":12345678901234567890123}""");
        echo.Hash.ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("""{"description":"A toy.","inputSchema":{"type":"object"},"name":"echo"}"""u8)));
        echo.IsQuarantined.ShouldBeFalse();
    }

    [Theory]
    [Trait("criterion", "BND-59")]
    [InlineData("""{"a":1.0,"b":12345678901234567890.12345678901234567890,"c":1e400,"d":-0.0,"e":[[],{},null,true]}""")]
    [InlineData("""{"text":"ü 😀 <b>&amp;</b> \"quoted\" \u0000 \u2028","empty":"","":"no name"}""")]
    [InlineData("""{"_meta":{"x/y":{"kept":[1,2]},"other":null},"unknown":{"deep":{"er":"yes"}}}""")]
    public async Task Nothing_is_changed_on_either_way(string parameters)
    {
        var server = await _rig.StartAsync();
        var given = (JsonObject)JsonNode.Parse(parameters)!;

        var result = await server.RequestAsync("x/echo", given, null, Patience.Token);

        JsonNode.DeepEquals(result, JsonNode.Parse(parameters)).ShouldBeTrue(result!.ToJsonString());
        Numbers(result).ShouldBe(Numbers(JsonNode.Parse(parameters)!), "numbers keep their digits");
        given.ToJsonString().ShouldBe(JsonNode.Parse(parameters)!.ToJsonString(), "what the caller gave is his");
    }

    [Fact]
    [Trait("criterion", "BND-59")]
    public async Task Progress_reaches_its_request_and_the_callers_own_token_stays_with_him()
    {
        var server = await _rig.StartAsync();
        List<string> first = [], second = [];

        var one = server.RequestAsync(
            "tools/call", (JsonObject)JsonNode.Parse("""{"name":"sleep","arguments":{"steps":3},"_meta":{"progressToken":"mine","x":1}}""")!, seen => first.Add(seen.ToJsonString()), Patience.Token);
        var other = ServerRig.CallAsync(server, "sleep", new JsonObject { ["steps"] = 2 }, seen => second.Add(seen.ToJsonString()));
        await Task.WhenAll(one, other);

        first.ShouldBe(["""{"progress":1,"total":3,"x-unknown":"kept"}""", """{"progress":2,"total":3,"x-unknown":"kept"}""", """{"progress":3,"total":3,"x-unknown":"kept"}"""]);
        second.Count.ShouldBe(2);
        var echoed = await server.RequestAsync("x/echo", (JsonObject)JsonNode.Parse("""{"_meta":{"progressToken":"mine","x":1}}""")!, null, Patience.Token);
        echoed!.ToJsonString().ShouldBe("""{"_meta":{"x":1}}""");
    }

    [Fact]
    [Trait("criterion", "BND-59")]
    public async Task A_call_that_is_given_up_is_cancelled_at_the_server()
    {
        var server = await _rig.StartAsync();
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Patience.Token);
        var call = ServerRig.CallAsync(server, "sleep", new JsonObject { ["steps"] = 0 }, cancellationToken: caller.Token);
        await server.RequestAsync("ping", null, null, Patience.Token);

        await caller.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(call);
        await _rig.Observer.LineAsync("cancelled");
        (await ServerRig.TextAsync(server, "echo")).ShouldBe("{}");
    }

    [Fact]
    public async Task An_error_keeps_its_code_message_and_data()
    {
        var server = await _rig.StartAsync();

        var error = await Should.ThrowAsync<ServerErrorException>(() => server.RequestAsync("no/such", null, null, Patience.Token));

        error.Code.ShouldBe(-32601);
        error.Message.ShouldBe("'no/such' is not known.");
        error.ErrorData!.ToJsonString().ShouldBe("""{"why":"toy"}""");
    }

    [Fact]
    public async Task Many_requests_run_side_by_side()
    {
        var server = await _rig.StartAsync();

        var texts = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => ServerRig.TextAsync(server, "echo", new JsonObject { ["n"] = n })));

        texts.ShouldBe(Enumerable.Range(0, 200).Select(static n => $$"""{"n":{{n}}}"""));
    }

    [Theory]
    [Trait("criterion", "TOL-64")]
    [InlineData("roots/list")]
    [InlineData("sampling/createMessage")]
    [InlineData("elicitation/create")]
    public async Task What_the_server_asks_is_refused_at_once_and_the_call_goes_on(string method)
    {
        var server = await _rig.StartAsync();

        var result = await ServerRig.CallAsync(server, "ask", new JsonObject { ["method"] = method });

        ((int)result["structuredContent"]!["error"]!["code"]!).ShouldBe(-32601);
        ((string)result["structuredContent"]!["error"]!["message"]!).ShouldBe($"'{method}' is not offered by this client.");
    }

    [Fact]
    public async Task A_ping_of_the_server_is_answered()
    {
        var server = await _rig.StartAsync();

        var result = await ServerRig.CallAsync(server, "ask", new JsonObject { ["method"] = "ping" });

        result["structuredContent"]!["result"]!.ToJsonString().ShouldBe("{}");
    }

    [Fact]
    public async Task What_the_server_logs_is_a_line()
    {
        var server = await _rig.StartAsync();

        await ServerRig.CallAsync(server, "log", new JsonObject { ["text"] = "watch\nout" });

        (await _rig.Observer.LineAsync("watch")).ShouldBe("[warning] toy: watch out");
    }

    private static IEnumerable<string> Numbers(JsonNode node) => JsonDocument.Parse(node.ToJsonString()).RootElement.EnumerateObject()
        .Where(static member => member.Value.ValueKind == JsonValueKind.Number).Select(static member => member.Value.GetRawText());
}
