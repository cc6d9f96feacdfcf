using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Switchyard.Agents.Bindings;
using Switchyard.Agents.Tests.Rig;
using Switchyard.Agents.Turns;
using Switchyard.Hub.Chats;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Rules;
using Switchyard.Testing.Postgres;

namespace Switchyard.Agents.Tests.Turns;

/// <summary>Whose a turn is: one at a time over all nodes, whoever watches, and whatever becomes of the node.</summary>
public sealed class OwnershipTests(PostgresServer server)
{
    [Fact]
    [Trait("criterion", "AGT-23")]
    [Trait("criterion", "AGT-24")]
    public async Task One_turn_runs_over_all_nodes_and_anybody_may_cancel_it()
    {
        await using var world = await World.StartAsync(server, nodes: 2);
        using var first = new ChatClient(world.Nodes[0].Client(world.Token));
        using var second = new ChatClient(world.Nodes[1].Client(world.Token));
        var id = await ChatAsync(world, first);
        Endless(world);

        var events = first.StreamAsync(id, "tell me everything").GetAsyncEnumerator();
        await UntilTextAsync(events);
        using var refused = await second.Http.PostAsJsonAsync($"/api/v1/chats/{id:D}/messages", new { content = "me too" }, World.Ending);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        ((string)(await JsonNode.ParseAsync(await refused.Content.ReadAsStreamAsync()))!["code"]!).ShouldBe("turn_running");

        await ChatClient.JsonAsync(await second.Http.PostAsync($"/api/v1/chats/{id:D}/cancel", null, World.Ending));
        var last = await ToEndAsync(events);

        (last.Kind, (string?)last.Data["outcome"]).ShouldBe(("turn.finished", "cancelled"));
        var messages = (await second.GetAsync($"/{id:D}/messages"))["items"]!.AsArray();
        messages.Select(static message => ((string)message!["role"]!, (string)message["state"]!)).ShouldBe([("user", "complete"), ("assistant", "partial")]);
        ((string)messages[1]!["content"]!).ShouldNotBeEmpty();
        world.Simulator.Rules.Clear();
        (await second.SendAsync(id, "thank you")).Last.Kind.ShouldBe("turn.finished");
    }

    [Fact]
    [Trait("criterion", "AGT-24")]
    public async Task A_client_that_goes_changes_nothing_and_comes_back_where_it_was()
    {
        await using var world = await World.StartAsync();
        using var client = new ChatClient(world.Node.Client(world.Token));
        var id = await ChatAsync(world, client);
        Endless(world, tokens: 200);
        string last;
        await using (var events = client.StreamAsync(id, "hello").GetAsyncEnumerator())
        {
            last = await UntilTextAsync(events);
        }

        var rest = new List<(string Id, string Kind, JsonNode Data)>();
        await foreach (var happened in client.WatchAsync(id, last))
        {
            rest.Add(happened);
        }

        var seen = int.Parse(last.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);
        rest.Select(static happened => happened.Id).ShouldBe(Enumerable.Range(seen + 1, rest.Count).Select(static n => $"1-{n}"));
        rest[^1].Kind.ShouldBe("turn.finished");

        // Also after the end, for a while, and from the beginning for one who knows nothing.
        var whole = 0;
        await foreach (var _ in client.WatchAsync(id, null))
        {
            whole++;
        }

        whole.ShouldBe(seen + rest.Count);
        (await client.GetAsync($"/{id:D}/messages"))["items"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "AGT-25")]
    [Trait("criterion", "AGT-26")]
    public async Task A_node_that_was_away_past_its_lease_writes_nothing_more_and_the_chat_goes_on_elsewhere()
    {
        // The first node can not renew: its database is away, while that of the second is not.
        await using var world = await World.StartAsync(server, nodes: 2, settings: static server => server with
        {
            Chats = server.Chats with { Lease = TimeSpan.FromSeconds(3), Renew = TimeSpan.FromSeconds(1), Interrupt = TimeSpan.FromSeconds(6) },
        });
        using var first = new ChatClient(world.Nodes[0].Client(world.Token));
        using var second = new ChatClient(world.Nodes[1].Client(world.Token));
        var id = await ChatAsync(world, first);
        Endless(world);
        var events = first.StreamAsync(id, "tell me everything").GetAsyncEnumerator();
        await UntilTextAsync(events);
        world.Nodes[0].Database.IsAway = true;

        var last = await ToEndAsync(events);
        (last.Kind, (string?)last.Data["code"]).ShouldBe(("error", "turn_interrupted"));
        world.Nodes[0].Get<TurnHost>().Find(id).ShouldNotBeNull().Stopped.ShouldBe(TurnStop.Lost, "by its own clock, and not because it found out at a write");
        while ((string)(await second.GetAsync($"/{id:D}"))["turn"]!["state"]! == "running")
        {
            World.Ending.ThrowIfCancellationRequested();
        }

        world.Simulator.Rules.Clear();
        world.Nodes[0].Database.IsAway = false;
        var before = (await second.GetAsync($"/{id:D}/messages"))["items"]!.AsArray().Count;
        var turn = await second.SendAsync(id, "are you there?");
        turn.Last.Kind.ShouldBe("turn.finished", turn.Last.Data.ToJsonString());
        turn.Events[0].Data["turn"]!.GetValue<long>().ShouldBe(2);
        (await second.GetAsync($"/{id:D}/messages"))["items"]!.AsArray().Count.ShouldBe(before + 2, "the first node wrote nothing more");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("criterion", "AGT-25")]
    public async Task A_message_that_may_be_stored_is_not_said_to_have_changed_nothing(bool isCommitLost)
    {
        await using var world = await World.StartAsync(server, settings: static server => server with
        {
            Chats = server.Chats with { Lease = TimeSpan.FromSeconds(3), Renew = TimeSpan.FromSeconds(1), Interrupt = TimeSpan.FromSeconds(6) },
        });
        using var client = new ChatClient(world.Node.Client(world.Token));
        var id = await ChatAsync(world, client);

        // The answer to COMMIT is lost, or all that is read after it.
        (world.Node.Database.LosesNextTurn, world.Node.Database.LeavesAfterNextTurn) = (isCommitLost, !isCommitLost);
        using (var answer = await client.Http.PostAsJsonAsync($"/api/v1/chats/{id:D}/messages", new { content = "hello" }, World.Ending))
        {
            ((int)answer.StatusCode).ShouldBe(503);
            ((string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(World.Ending))!["code"]).ShouldBe("outcome_unknown");
        }

        using (var answer = await client.Http.PostAsJsonAsync($"/api/v1/chats/{id:D}/messages", new { content = "hello" }, World.Ending))
        {
            ((string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(World.Ending))!["code"]).ShouldBe("database_unavailable");
        }

        world.Node.Database.IsAway = false;
        (await client.GetAsync($"/{id:D}/messages"))["items"]!.AsArray().Select(static message => (string)message!["content"]!).ShouldBe(["hello"]);
        while ((string)(await client.GetAsync($"/{id:D}"))["turn"]!["state"]! == "running")
        {
            World.Ending.ThrowIfCancellationRequested();
        }

        (await client.SendAsync(id, "are you there?")).Last.Kind.ShouldBe("turn.finished");
    }

    [Fact]
    [Trait("criterion", "AGT-25")]
    public async Task A_turn_of_a_node_that_ends_is_interrupted_with_what_it_had()
    {
        await using var world = await World.StartAsync(server, nodes: 2);
        using var first = new ChatClient(world.Nodes[0].Client(world.Token));
        using var second = new ChatClient(world.Nodes[1].Client(world.Token));
        var id = await ChatAsync(world, first);
        Endless(world);
        var events = first.StreamAsync(id, "tell me everything").GetAsyncEnumerator();
        await UntilTextAsync(events);

        await world.Nodes[0].Get<TurnHost>().DrainAsync(TimeSpan.Zero);

        (await ToEndAsync(events)).Data["code"]!.ToString().ShouldBe("turn_interrupted");
        ((string)(await second.GetAsync($"/{id:D}"))["turn"]!["state"]!).ShouldBe("interrupted");
        ((string)(await second.GetAsync($"/{id:D}/messages"))["items"]![1]!["state"]!).ShouldBe("partial");
        using var refused = await first.Http.PostAsJsonAsync($"/api/v1/chats/{id:D}/messages", new { content = "again" }, World.Ending);
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    [Trait("criterion", "AGT-16")]
    [Trait("criterion", "AGT-20")]
    public async Task A_workspace_that_is_chosen_on_another_node_is_heard_of_by_the_node_that_works()
    {
        await using var world = await World.StartAsync(server, nodes: 2);
        var agent = await world.AgentAsync(await world.BuildAsync());
        using var first = new ChatClient(world.Nodes[0].Client(world.Token));
        using var second = new ChatClient(world.Nodes[1].Client(world.Token));
        var id = (Guid)(await first.CreateAsync(new { model = "sim/gpt-sim", workspaceId = world.Web }))["id"]!;
        var (called, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        agent.OnCall = async (_, _, token) =>
        {
            called.TrySetResult();
            await gate.Task.WaitAsync(token);
            return "done";
        };
        TurnTests.Script(world, [new SimulatedCall("agent__read_file", "{}")], [new SimulatedCall("agent__read_file", "{}")]);

        var running = first.SendAsync(id, "read it");
        await called.Task;
        await second.PatchAsync(id, new { workspaceId = (Guid?)null });
        var live = ((ILiveChats)world.Nodes[0].Get<TurnHost>()).Find(id).ShouldNotBeNull();
        while (live.Binding.WorkspaceId is not null)
        {
            await Task.Yield();
            World.Ending.ThrowIfCancellationRequested();
        }

        gate.SetResult();

        // The call that ran ends where it was; the next step has no workspace, and says so.
        var turn = await running;
        turn.Events.Count(static happened => happened.Kind == "tool.finished").ShouldBe(2);
        turn.Events.First(static happened => happened.Kind == "tool.finished").Data["result"]!.ToString().ShouldBe("done");
        turn.Last.Kind.ShouldBe("turn.finished", turn.Last.Data.ToJsonString());
        (await first.GetAsync($"/{id:D}"))["agentId"].ShouldBeNull();
    }

    private static async Task<Guid> ChatAsync(World world, ChatClient client) => (Guid)(await client.CreateAsync(new { model = "sim/gpt-sim" }))["id"]!;

    private static void Endless(World world, int tokens = 1_000_000)
    {
        world.Simulator.Rules.Clear();
        world.Simulator.Rules.Add(new SimulatorRule { Change = behavior => behavior with { Tokens = tokens, Cadence = TimeSpan.FromMilliseconds(2) } });
    }

    private static async Task<string> UntilTextAsync(IAsyncEnumerator<(string Id, string Kind, JsonNode Data)> events)
    {
        while (await events.MoveNextAsync())
        {
            if (events.Current.Kind == "text.delta")
            {
                return events.Current.Id;
            }
        }

        throw new InvalidOperationException("The turn ended without a text.");
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
