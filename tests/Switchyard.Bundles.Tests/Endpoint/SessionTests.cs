using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Switchyard.Storage.Secrets;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Endpoint;

/// <summary>Sessions that no node keeps.</summary>
public sealed class SessionTests
{
    [Fact]
    [Trait("criterion", "BND-58")]
    public async Task A_session_is_served_by_any_node_and_outlives_the_one_that_began_it()
    {
        var (gate, keys) = (Gate(), SecretKeyRing.Create());
        await using var one = await McpNode.StartAsync(gate, keys);
        await using var two = await McpNode.StartAsync(gate, keys);
        await one.InstallAsync("files");
        await two.InstallAsync("files");
        using var http = new HttpClient(new RandomChoice(one.Address, two.Address));
        foreach (var version in (string[])["2025-06-18", "2025-11-25", "2026-07-28"])
        {
            await using var client = await McpNode.ConnectAsync(new Uri("http://127.0.0.1:1/mcp/team"), http, version, McpNode.Key);
            for (var call = 0; call < 20; call++)
            {
                (await client.ListToolsAsync(cancellationToken: Patience.Token)).Single().Name.ShouldBe("files__echo");
                await client.CallToolAsync("files__echo", cancellationToken: Patience.Token);
            }
        }

        var session = await one.InitializeAsync();
        await one.DisposeAsync();
        (await two.AskAsync(session, "tools/list"))["result"]!["tools"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "BND-58")]
    public async Task A_session_id_alone_is_good_for_nothing()
    {
        await using var node = await McpNode.StartAsync(Gate());
        var session = await node.InitializeAsync();
        using var response = await node.SendAsync(Raw.Post(node.Team, Raw.Request("tools/list"), key: null, ("Mcp-Session-Id", session)));
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    [Trait("criterion", "BND-58")]
    public async Task A_session_of_another_user_or_workspace_is_not_there()
    {
        await using var node = await McpNode.StartAsync(Gate());
        var session = await node.InitializeAsync();
        await StatusAsync(node, node.Team, session, "sy_alice", HttpStatusCode.OK);
        await StatusAsync(node, node.Team, session, "sy_alice_too", HttpStatusCode.OK);
        await StatusAsync(node, node.Team, session, "sy_bob", HttpStatusCode.NotFound);
        await StatusAsync(node, new Uri(node.Address, "/mcp/other"), session, "sy_alice", HttpStatusCode.NotFound);
    }

    [Fact]
    [Trait("criterion", "BND-58")]
    public async Task No_letter_of_a_session_id_can_be_changed()
    {
        await using var node = await McpNode.StartAsync(Gate());
        var session = await node.InitializeAsync();
        session.ShouldAllBe(letter => letter > 0x20 && letter < 0x7f);
        for (var at = 0; at < session.Length; at += 3)
        {
            // The lowest bit of a Base64 letter may be padding; the highest never is.
            var other = session[at] is >= 'A' and <= 'Z' ? char.ToLowerInvariant(session[at]) : 'A';
            await StatusAsync(node, node.Team, string.Concat(session.AsSpan(0, at), [other], session.AsSpan(at + 1)), "sy_alice", HttpStatusCode.NotFound);
        }

        foreach (var wrong in (string[])["x", "a.b", ".", $"{session}.{session}", session[..^4], Convert.ToBase64String(Encoding.UTF8.GetBytes(session)), new string('a', 5000)])
        {
            await StatusAsync(node, node.Team, wrong, "sy_alice", HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Without_a_session_id_a_revision_with_sessions_serves_nothing_but_the_beginning()
    {
        await using var node = await McpNode.StartAsync(Gate());
        using var response = await node.SendAsync(Raw.Post(node.Team, Raw.Request("tools/list")));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_session_lasts_through_a_rotation_of_keys_until_its_key_is_gone()
    {
        var (old, fresh) = (Convert.ToBase64String(new byte[32].Select((_, index) => (byte)index).ToArray()), Convert.ToBase64String(new byte[32].Select((_, index) => (byte)(index + 1)).ToArray()));
        var gate = Gate();
        await using var before = await McpNode.StartAsync(gate, SecretKeyRing.Parse(old));
        await using var during = await McpNode.StartAsync(gate, SecretKeyRing.Parse($"{fresh},{old}"));
        await using var after = await McpNode.StartAsync(gate, SecretKeyRing.Parse(fresh));
        var session = await before.InitializeAsync();
        await StatusAsync(during, during.Team, session, "sy_alice", HttpStatusCode.OK);
        await StatusAsync(after, after.Team, session, "sy_alice", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_session_that_is_too_old_begins_anew()
    {
        await using var node = await McpNode.StartAsync(Gate());
        var session = await node.InitializeAsync();
        node.Yard.Time.JumpWallClock(TimeSpan.FromDays(29));
        await StatusAsync(node, node.Team, session, "sy_alice", HttpStatusCode.OK);
        node.Yard.Time.JumpWallClock(TimeSpan.FromDays(1));
        await StatusAsync(node, node.Team, session, "sy_alice", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_session_that_the_client_ended_is_over_with_all_that_ran_in_it()
    {
        await using var node = await McpNode.StartAsync(Gate());
        await node.InstallAsync("files");
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Server("files").OnRequest = (_, _, token) =>
        {
            begun.SetResult();
            return Rigs.FakeServer.HangAsync(token);
        };
        var session = await node.InitializeAsync();
        using var stream = new EventReader(await node.SendAsync(Raw.Get(node.Team, session)));
        var call = node.SendAsync(Raw.Post(node.Team, Raw.Request("tools/call", new JsonObject { ["name"] = "files__echo" }), McpNode.Key, ("Mcp-Session-Id", session)));
        await begun.Task.WaitAsync(Patience.Token);

        var delete = Raw.Get(node.Team, session);
        delete.Method = HttpMethod.Delete;
        using (var deleted = await node.SendAsync(delete))
        {
            deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        (await stream.MessageAsync()).ShouldBeNull();
        using var unanswered = new EventReader(await call);
        (await unanswered.MessageAsync()).ShouldBeNull();
        await StatusAsync(node, node.Team, session, "sy_alice", HttpStatusCode.NotFound);
    }

    private static TestGate Gate()
    {
        var gate = new TestGate();
        var alice = gate.Add("sy_alice", null, "team", "other");
        gate.Add("sy_alice_too", alice.UserId);
        gate.Add("sy_bob");
        return gate;
    }

    private static async Task StatusAsync(McpNode node, Uri address, string session, string key, HttpStatusCode status)
    {
        using var response = await node.SendAsync(Raw.Post(address, Raw.Request("ping"), key, ("Mcp-Session-Id", session)));
        response.StatusCode.ShouldBe(status);
    }

    /// <summary>Stands for a balancer that does not look at what it passes on.</summary>
    private sealed class RandomChoice(params Uri[] nodes) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(nodes[Random.Shared.Next(nodes.Length)], request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
