using System.Text.Json.Nodes;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Sessions;

/// <summary>Protocol 2026-07-28, which has no handshake.</summary>
public sealed class StatelessTests : IAsyncDisposable
{
    private readonly ServerRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [Trait("criterion", "BND-54")]
    [InlineData(null)]
    [InlineData("2026-07-28")]
    public async Task It_is_spoken_with_a_server_that_refuses_the_handshake_and_where_it_is_pinned(string? pinned)
    {
        var toy = ServerRig.Toy("stateless");

        var server = await _rig.StartAsync(toy with { Definition = toy.Definition with { Protocol = pinned } });

        ((string)server.Initialization["protocolVersion"]!).ShouldBe("2026-07-28");
        ((int)server.Initialization["x-unknown"]!).ShouldBe(1);
        server.Tools.ShouldContain(static tool => tool.Name == "echo");
    }

    [Fact]
    public async Task Every_request_says_all_by_itself_and_keeps_what_the_caller_added()
    {
        var server = await _rig.StartAsync("stateless");

        var echoed = await server.RequestAsync("x/echo", (JsonObject)JsonNode.Parse("""{"a":1,"_meta":{"mine":2,"io.modelcontextprotocol/protocolVersion":"of the caller"}}""")!, null, Patience.Token);

        var meta = echoed!["_meta"]!.AsObject();
        ((int)meta["mine"]!).ShouldBe(2);
        ((string)meta["io.modelcontextprotocol/protocolVersion"]!).ShouldBe("2026-07-28");
        ((string)meta["io.modelcontextprotocol/clientInfo"]!["name"]!).ShouldBe("switchyard");
        meta["io.modelcontextprotocol/clientCapabilities"]!.AsObject().ShouldBeEmpty();
    }

    [Fact]
    public async Task Its_ping_is_a_question_that_every_server_answers()
    {
        var server = await _rig.StartAsync("stateless");

        (await server.RequestAsync("ping", null, null, Patience.Token))!.ToJsonString().ShouldBe("{}");
    }

    [Fact]
    public async Task What_such_a_server_asks_is_not_answered()
    {
        var server = await _rig.StartAsync("stateless");
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Patience.Token);
        var asks = ServerRig.CallAsync(server, "ask", new JsonObject { ["method"] = "roots/list" }, cancellationToken: caller.Token);

        (await ServerRig.TextAsync(server, "echo")).ShouldBe("{}");

        asks.IsCompleted.ShouldBeFalse();
        await caller.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(asks);
    }
}
