using System.Net;
using System.Text.Json.Nodes;
using Switchyard.Bundles.Endpoint;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Endpoint;

/// <summary>What clients are told of changes.</summary>
public sealed class ChangeTests
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(500);

    [Fact]
    [Trait("criterion", "BND-57")]
    public async Task A_change_of_any_bundle_reaches_every_session_within_half_a_second()
    {
        await using var node = await McpNode.StartAsync();
        await node.InstallAsync("files");
        var sessions = new[] { await node.InitializeAsync(), await node.InitializeAsync(), await node.InitializeAsync(version: "2025-03-26") };
        var streams = new List<EventReader>();
        foreach (var session in sessions)
        {
            streams.Add(await OpenAsync(node, session));
        }

        var (files, more) = (new BundleKey("team", "files"), new BundleKey("team", "more"));
        foreach (var change in (Func<Task<long>>[])
        [
            () => node.Yard.ApplyAsync(Yard.Bundle(more)),
            () => node.Yard.ApplyAsync(node.Yard[files] with { Respawns = 1 }),
            () => node.Yard.ApplyAsync(Yard.SetToken(node.Yard[files], "secret")),
            () =>
            {
                node.Server("files").ChangeTools("other");
                return Task.FromResult(node.Yard.Revision);
            },
            () => node.Yard.RemoveAsync(more),
        ])
        {
            // All of a change has happened before the clock moves, so it is told once.
            await node.Yard.Supervisor.SettledAsync(files, await change(), Patience.Token);
            foreach (var stream in streams)
            {
                (await MethodAsync(node, stream)).ShouldBe("notifications/tools/list_changed");
            }
        }

        foreach (var (session, stream) in sessions.Zip(streams))
        {
            (await node.AskAsync(session, "tools/list"))["result"]!["tools"]!.AsArray().Single()!["name"]!.GetValue<string>().ShouldBe("files__other");
            stream.Dispose();
        }
    }

    [Fact]
    [Trait("criterion", "BND-57")]
    public async Task Many_changes_at_once_are_told_once_and_only_of_the_lists_that_may_have_changed()
    {
        await using var node = await McpNode.StartAsync();
        node.Yard.Launcher.OnUp = static server =>
        {
            if (server.Config.Key.Bundle == "prompts")
            {
                server.Initialization["capabilities"] = new JsonObject { ["prompts"] = new JsonObject { ["listChanged"] = true } };
            }
        };
        await node.InstallAsync("files", "prompts");
        using var stream = await OpenAsync(node, await node.InitializeAsync());
        for (var change = 0; change < 1000; change++)
        {
            node.Server("files").ChangeTools($"t{change}");
        }

        (await MethodAsync(node, stream)).ShouldBe("notifications/tools/list_changed");

        node.Server("prompts").ChangeLists();
        (await MethodAsync(node, stream)).ShouldBe("notifications/tools/list_changed");
        (await MethodAsync(node, stream)).ShouldBe("notifications/prompts/list_changed");
    }

    [Fact]
    public async Task Changes_of_other_workspaces_are_not_told()
    {
        await using var node = await McpNode.StartAsync();
        await node.InstallAsync("files");
        using var stream = await OpenAsync(node, await node.InitializeAsync());
        var elsewhere = Yard.Bundle(new BundleKey("other", "files"));
        await node.Yard.ApplyAsync(elsewhere);
        node.Server("files").ChangeTools("x");
        (await MethodAsync(node, stream)).ShouldBe("notifications/tools/list_changed");
        await node.Yard.ApplyAsync(elsewhere with { Respawns = 1 });
        await node.Yard.Time.WhenArmedAsync(TimeSpan.FromSeconds(10)).WaitAsync(Patience.Token);
        node.Yard.Time.Advance(TimeSpan.FromSeconds(10));
        (await stream.NextAsync())!.Value.Data.ShouldBeNull("a sign of life, and no notification");
    }

    [Fact]
    [Trait("criterion", "BND-57")]
    public async Task A_client_that_comes_back_hears_whether_it_missed_something()
    {
        await using var node = await McpNode.StartAsync();
        await node.InstallAsync("files");
        var session = await node.InitializeAsync();
        string place;
        using (var stream = new EventReader(await node.SendAsync(Raw.Get(node.Team, session))))
        {
            var first = (await stream.NextAsync())!.Value;
            first.Data.ShouldBe("");
            place = first.Id!;
        }

        using (var again = new EventReader(await node.SendAsync(Raw.Get(node.Team, session, McpNode.Key, ("Last-Event-ID", place)))))
        {
            (await again.NextAsync())!.Value.ShouldBe(("", place), "nothing was missed");
        }

        node.Server("files").ChangeTools("other");
        using var late = new EventReader(await node.SendAsync(Raw.Get(node.Team, session, McpNode.Key, ("Last-Event-ID", place))));
        ((string?)(await late.MessageAsync())!["method"]).ShouldBe("notifications/tools/list_changed");
    }

    [Fact]
    public async Task A_quiet_stream_shows_that_it_lives()
    {
        await using var node = await McpNode.StartAsync();
        using var stream = await OpenAsync(node, await node.InitializeAsync(version: "2025-06-18"));
        for (var beat = 0; beat < 3; beat++)
        {
            await node.Yard.Time.WhenArmedAsync(TimeSpan.FromSeconds(10)).WaitAsync(Patience.Token);
            node.Yard.Time.Advance(TimeSpan.FromSeconds(10));
            (await stream.NextAsync()).ShouldBe((null, null));
        }
    }

    [Fact]
    public async Task The_stream_that_a_client_opens_last_is_the_one_it_is_told_on()
    {
        await using var node = await McpNode.StartAsync();
        var session = await node.InitializeAsync();
        using var first = await OpenAsync(node, session);
        using var second = await OpenAsync(node, session);
        (await first.MessageAsync()).ShouldBeNull();
        await node.InstallAsync("files");
        (await ToldAsync(node, second)).ShouldNotBeNull();
    }

    [Fact]
    [Trait("criterion", "BND-61")]
    public async Task Streams_and_calls_end_with_the_key()
    {
        await using var node = await McpNode.StartAsync();
        await node.InstallAsync("files");
        node.Server("files").OnRequest = static (_, _, token) => FakeServer.HangAsync(token);
        var session = await node.InitializeAsync();
        using var stream = await OpenAsync(node, session);
        using var listening = new EventReader(await node.SendAsync(Raw.AskStateless(node.Team, "subscriptions/listen")));
        await listening.MessageAsync();
        var call = node.SendAsync(Raw.Post(node.Team, Raw.Request("tools/call", new JsonObject { ["name"] = "files__echo" }), McpNode.Key, ("Mcp-Session-Id", session)));
        while (node.Yard.Supervisor.Find(new BundleKey("team", "files"))!.Calls == 0)
        {
            await Task.Yield();
        }

        node.Gate.Revoke(McpNode.Key);

        (await stream.MessageAsync()).ShouldBeNull();
        (await listening.MessageAsync()).ShouldBeNull();
        using var ended = await call;
        ended.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await node.Recorder.NextAsync()).Outcome.ShouldBe("cancelled");
        using var refused = await node.SendAsync(Raw.Get(node.Team, session));
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Without_a_session_a_client_hears_what_it_asked_for_and_which_request_it_is_about()
    {
        await using var node = await McpNode.StartAsync();
        await node.InstallAsync("files");
        using var tools = new EventReader(await node.SendAsync(Raw.AskStateless(node.Team, "subscriptions/listen", Filter("toolsListChanged"))));
        using var prompts = new EventReader(await node.SendAsync(Raw.AskStateless(node.Team, "subscriptions/listen", Filter("promptsListChanged"))));
        var acknowledged = (await tools.MessageAsync())!;
        ((string?)acknowledged["method"]).ShouldBe("notifications/subscriptions/acknowledged");
        acknowledged["params"]!.ToJsonString().ShouldBe("""{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"notifications":{"toolsListChanged":true}}""");
        await prompts.MessageAsync();

        node.Server("files").ChangeTools("other");
        var told = (await ToldAsync(node, tools))!;
        ((string?)told["method"]).ShouldBe("notifications/tools/list_changed");
        ((int)told["params"]!["_meta"]!["io.modelcontextprotocol/subscriptionId"]!).ShouldBe(1);

        await node.Services.DrainMcpAsync(TimeSpan.FromMinutes(1), Patience.Token);
        (await tools.MessageAsync())!["result"]!["_meta"]!["io.modelcontextprotocol/subscriptionId"]!.GetValue<int>().ShouldBe(1);
        (await prompts.MessageAsync())!["result"].ShouldNotBeNull("the first that it hears is the end");

        static JsonObject Filter(string wanted) => new() { ["notifications"] = new JsonObject { [wanted] = true, ["resourceSubscriptions"] = new JsonArray("x://1") } };
    }

    private static async Task<EventReader> OpenAsync(McpNode node, string session)
    {
        var response = await node.SendAsync(Raw.Get(node.Team, session));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        return new EventReader(response);
    }

    /// <summary>The next message, and the time that it takes to come is made to pass.</summary>
    private static async Task<JsonObject?> ToldAsync(McpNode node, EventReader stream)
    {
        var message = stream.MessageAsync();
        while (!message.IsCompleted)
        {
            if (await Task.WhenAny(message, node.Yard.Time.WhenArmedAsync(Gather)) != message)
            {
                node.Yard.Time.Advance(Gather);
            }
        }

        return await message;
    }

    private static async Task<string?> MethodAsync(McpNode node, EventReader stream) => (string?)(await ToldAsync(node, stream))!["method"];
}
