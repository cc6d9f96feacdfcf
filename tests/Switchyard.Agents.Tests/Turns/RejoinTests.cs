using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Switchyard.Agents.Tests.Rig;
using Switchyard.Agents.Turns;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Rules;
using Switchyard.Testing.Postgres;

namespace Switchyard.Agents.Tests.Turns;

/// <summary>Whoever comes back to a turn may ask any node, and gets the rest of it.</summary>
[Trait("criterion", "AGT-21")]
[Trait("criterion", "AGT-24")]
public sealed class RejoinTests(PostgresServer server)
{
    [Fact]
    public async Task Another_node_tells_the_rest_of_a_turn_that_runs_each_event_once()
    {
        await using var world = await World.StartAsync(server, nodes: 2);
        using var first = new ChatClient(world.Nodes[0].Client(world.Token));
        using var second = new ChatClient(world.Nodes[1].Client(world.Token));
        var id = await ChatAsync(first);
        Talk(world, 300);
        var last = await BeginAsync(first, id);

        var rest = await ToListAsync(second.WatchAsync(id, last));

        rest.Select(static happened => happened.Id).ShouldBe(Enumerable.Range(SeqOf(last) + 1, rest.Count).Select(static n => $"1-{n}"));
        (rest[^1].Kind, (string?)rest[^1].Data["outcome"]).ShouldBe(("turn.finished", "completed"));

        // Also after the end, and from the beginning for one who knows nothing.
        var whole = await ToListAsync(second.WatchAsync(id, null));
        whole.Count.ShouldBe(SeqOf(last) + rest.Count);
        whole.Select(static happened => happened.Data.ToJsonString()).ShouldBe((await ToListAsync(first.WatchAsync(id, null))).Select(static happened => happened.Data.ToJsonString()));
    }

    /// <summary>A client goes after each of the events in turn, comes back at the other node, and has all of them.</summary>
    [Fact]
    public async Task Wherever_a_client_went_it_gets_what_it_has_not_had()
    {
        await using var world = await World.StartAsync(server, nodes: 2);
        await world.AgentAsync(await world.BuildAsync());
        using var first = new ChatClient(world.Nodes[0].Client(world.Token));
        using var second = new ChatClient(world.Nodes[1].Client(world.Token));
        var id = (Guid)(await first.CreateAsync(new { model = "sim/gpt-sim", workspaceId = world.Web }))["id"]!;
        for (var (turn, leaves, isOver) = (1, 1, false); !isOver; turn++, leaves++)
        {
            TurnTests.Script(world, [new SimulatedCall("agent__read_file", "{}")]);
            var had = new List<string>();
            await foreach (var happened in first.StreamAsync(id, "read it"))
            {
                had.Add(happened.Id);
                if (had.Count == leaves)
                {
                    break;
                }
            }

            var rest = await ToListAsync(second.WatchAsync(id, had[^1]));
            isOver = rest.Count == 0;
            had.AddRange(rest.Select(static happened => happened.Id));
            had.ShouldBe(Enumerable.Range(1, had.Count).Select(n => $"{turn}-{n}"));
            had.Count.ShouldBeGreaterThan(6);
        }
    }

    /// <summary>Somebody cancels after each of the events in turn, on the other node: the turn ends as cancelled, or had ended, and the chat goes on.</summary>
    [Fact]
    public async Task Whenever_a_turn_is_cancelled_it_ends_and_the_next_begins()
    {
        await using var world = await World.StartAsync(server, nodes: 2);
        await world.AgentAsync(await world.BuildAsync());
        using var first = new ChatClient(world.Nodes[0].Client(world.Token));
        using var second = new ChatClient(world.Nodes[1].Client(world.Token));
        var id = (Guid)(await first.CreateAsync(new { model = "sim/gpt-sim", workspaceId = world.Web }))["id"]!;
        var ended = new List<string>();
        for (var cancels = 1; cancels <= 8; cancels++)
        {
            TurnTests.Script(world, [new SimulatedCall("agent__read_file", "{}")]);
            var last = (Kind: "", Data: (JsonNode)new JsonObject());
            var seen = 0;
            await foreach (var happened in first.StreamAsync(id, "read it"))
            {
                last = (happened.Kind, happened.Data);
                if (++seen == cancels)
                {
                    using var asked = await second.Http.PostAsync($"/api/v1/chats/{id:D}/cancel", null, World.Ending);
                    asked.StatusCode.ShouldBeOneOf(HttpStatusCode.Accepted, HttpStatusCode.Conflict);
                }
            }

            last.Kind.ShouldBe("turn.finished", last.Data.ToJsonString());
            ended.Add((string)last.Data["outcome"]!);
        }

        ended.ShouldContain("cancelled");
        world.Simulator.Rules.Clear();
        (await second.SendAsync(id, "thank you")).Last.Kind.ShouldBe("turn.finished");

        // Each call has its answer, whatever became of its turn: a model takes no history without.
        var messages = (await first.GetAsync($"/{id:D}/messages?limit=1000"))["items"]!.AsArray();
        messages.Count(static message => message!["toolCalls"] is not null).ShouldBe(messages.Count(static message => (string)message!["role"]! == "tool"));
    }

    [Fact]
    public async Task A_turn_that_is_cancelled_from_another_node_ends_for_those_who_watch_there()
    {
        await using var world = await World.StartAsync(server, nodes: 2);
        using var first = new ChatClient(world.Nodes[0].Client(world.Token));
        using var second = new ChatClient(world.Nodes[1].Client(world.Token));
        var id = await ChatAsync(first);
        Talk(world, 1_000_000);
        await using var events = second.WatchAsync(id, await BeginAsync(first, id)).GetAsyncEnumerator();
        (await events.MoveNextAsync()).ShouldBeTrue();

        await ChatClient.JsonAsync(await second.Http.PostAsync($"/api/v1/chats/{id:D}/cancel", null, World.Ending));

        var last = await ToEndAsync(events);
        (last.Kind, (string?)last.Data["outcome"]).ShouldBe(("turn.finished", "cancelled"));
    }

    /// <summary>The node is gone in the middle; its lease runs out, somebody marks the turn, and whoever watches elsewhere hears of it.</summary>
    [Fact]
    [Trait("criterion", "AGT-25")]
    public async Task The_turn_of_a_node_that_dies_ends_as_interrupted_for_those_who_watch_elsewhere()
    {
        await using var world = await World.StartAsync(server, nodes: 2, settings: static server => server with
        {
            Heartbeat = TimeSpan.FromSeconds(1),
            Chats = server.Chats with { Lease = TimeSpan.FromSeconds(3), Renew = TimeSpan.FromSeconds(1), Interrupt = TimeSpan.FromSeconds(6) },
        });
        using var first = new ChatClient(world.Nodes[0].Client(world.Token));
        using var second = new ChatClient(world.Nodes[1].Client(world.Token));
        var id = await ChatAsync(first);
        Talk(world, 1_000_000);
        var last = await BeginAsync(first, id);
        await using var events = second.WatchAsync(id, last).GetAsyncEnumerator();
        (await events.MoveNextAsync()).ShouldBeTrue();

        world.Nodes[0].Database.IsAway = true;
        await world.Nodes[0].EndListenerAsync();

        var end = await ToEndAsync(events);
        (end.Kind, (string?)end.Data["code"]).ShouldBe(("error", "turn_interrupted"));

        // Whoever comes later with what he had is told the same, and one who had nothing that there is no turn.
        (await ToListAsync(second.WatchAsync(id, last))).ShouldHaveSingleItem().Data["code"]!.ToString().ShouldBe("turn_interrupted");
        using var nothing = await second.Http.GetAsync($"/api/v1/chats/{id:D}/events", World.Ending);
        nothing.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        world.Nodes[0].Database.IsAway = false;
    }

    [Fact]
    public async Task A_turn_whose_events_nobody_has_any_more_is_told_by_its_end()
    {
        await using var world = await World.StartAsync(server, nodes: 2);
        using var first = new ChatClient(world.Nodes[0].Client(world.Token));
        using var second = new ChatClient(world.Nodes[1].Client(world.Token));
        var id = await ChatAsync(first);
        Talk(world, 3);
        (await first.SendAsync(id, "hello")).Last.Kind.ShouldBe("turn.finished");
        await world.Nodes[0].EndListenerAsync();

        var end = (await ToListAsync(second.WatchAsync(id, "1-2"))).ShouldHaveSingleItem();
        (end.Kind, (string?)end.Data["outcome"]).ShouldBe(("turn.finished", "completed"));
    }

    /// <summary>A node whose process stands still takes connections and says nothing.</summary>
    [Fact]
    public async Task A_node_that_says_nothing_is_not_waited_for_for_ever()
    {
        await using var world = await World.StartAsync(server, nodes: 2, settings: static server => server with { Heartbeat = TimeSpan.FromMilliseconds(100) });
        using var first = new ChatClient(world.Nodes[0].Client(world.Token));
        using var second = new ChatClient(world.Nodes[1].Client(world.Token));
        var id = await ChatAsync(first);
        Talk(world, 3);
        await first.SendAsync(id, "hello");
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await world.Nodes[0].AdvertiseAsync(world.Time, new Uri($"http://{silent.LocalEndpoint}"));

        (await ToListAsync(second.WatchAsync(id, "1-2"))).ShouldHaveSingleItem().Kind.ShouldBe("turn.finished");
    }

    /// <summary>An ended turn that this node remembers is not taken for the one that runs elsewhere.</summary>
    [Fact]
    public async Task The_newest_turn_is_shown_wherever_it_is()
    {
        await using var world = await World.StartAsync(server, nodes: 2);
        using var first = new ChatClient(world.Nodes[0].Client(world.Token));
        using var second = new ChatClient(world.Nodes[1].Client(world.Token));
        var id = await ChatAsync(first);
        Talk(world, 3);
        await first.SendAsync(id, "hello");
        await second.SendAsync(id, "hello again");

        (await ToListAsync(first.WatchAsync(id, null)))[0].Data["turn"]!.GetValue<long>().ShouldBe(2);
    }

    [Fact]
    public async Task A_turn_of_somebody_else_is_not_shown_and_whoever_is_no_node_gets_nothing()
    {
        await using var world = await World.StartAsync(server, nodes: 2);
        using var first = new ChatClient(world.Nodes[0].Client(world.Token));
        var id = await ChatAsync(first);
        Talk(world, 3);
        await first.SendAsync(id, "hello");

        var path = Peers.TurnPeerPaths.EventsOf(id, 1);
        using var bare = await first.Http.PostAsync(path, new StringContent("""{"seen":0}"""), World.Ending);
        bare.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await bare.Content.ReadAsStringAsync(World.Ending)).ShouldBeEmpty();
    }

    private static async Task<Guid> ChatAsync(ChatClient client) => (Guid)(await client.CreateAsync(new { model = "sim/gpt-sim" }))["id"]!;

    private static void Talk(World world, int tokens)
    {
        world.Simulator.Rules.Clear();
        world.Simulator.Rules.Add(new SimulatorRule { Change = behavior => behavior with { Tokens = tokens, Cadence = TimeSpan.FromMilliseconds(2) } });
    }

    // Begins a turn and goes after its first text.
    private static async Task<string> BeginAsync(ChatClient client, Guid id)
    {
        await foreach (var happened in client.StreamAsync(id, "tell me"))
        {
            if (happened.Kind == "text.delta")
            {
                return happened.Id;
            }
        }

        throw new InvalidOperationException("The turn ended without a text.");
    }

    private static int SeqOf(string id) => int.Parse(id.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<List<(string Id, string Kind, JsonNode Data)>> ToListAsync(IAsyncEnumerable<(string Id, string Kind, JsonNode Data)> events)
    {
        var all = new List<(string Id, string Kind, JsonNode Data)>();
        await foreach (var happened in events)
        {
            all.Add(happened);
        }

        return all;
    }

    private static async Task<(string Id, string Kind, JsonNode Data)> ToEndAsync(IAsyncEnumerator<(string Id, string Kind, JsonNode Data)> events)
    {
        var last = events.Current;
        while (await events.MoveNextAsync())
        {
            last = events.Current;
        }

        return last;
    }
}
