using System.Text.Json.Nodes;
using Switchyard.Journeys.Tests.Yards;
using Switchyard.Simulator;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Rules;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;

namespace Switchyard.Journeys.Tests.Agents;

/// <summary>Chats on real agents, over two nodes that share a database: rebuilt, killed, paused, stopped; and a node that dies in the middle of a turn.</summary>
public sealed class AgentJourneyTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string ShortLeases =
        """
        version: 1
        server:
          chats: { lease: 3s, renew: 1s, interrupt: 6s }
        """;

    private static ulong s_seed = 500;

    private Yard _yard = null!;
    private WorkspaceRig _web = null!;

    public async ValueTask InitializeAsync()
    {
        _yard = await Yard.StartAsync(
            nodes: 2, database: await postgres.CreateDatabaseAsync(), configuration: ShortLeases,
            options: YardOptions.Default with { Simulator = new SimulatorOptions { ChecksCalls = true }, Arguments = ["--drain-timeout", "5s"] });
        _web = await WorkspaceRig.CreateAsync(_yard, "web");
    }

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        await _yard.DisposeAsync();
    }

    [Fact]
    [Trait("criterion", "AGT-2")]
    [Trait("criterion", "AGT-5")]
    [Trait("criterion", "AGT-13")]
    [Trait("criterion", "AGT-14")]
    [Trait("criterion", "AGT-36")]
    [Trait("criterion", "AGT-64")]
    public async Task A_chat_follows_its_workspace_from_build_to_build()
    {
        await _web.BuildAsync("of the first build");
        var chat = await _web.ChatAsync(node: 1);
        ReadNote();
        ResultOf(await _web.SendAsync(chat, "read it", node: 1)).ShouldContain("of the first build");
        var first = await _web.GetAsync($"/{chat}");

        var (second, build) = await _web.BuildAsync("of the second build", node: 1);
        await BoundToAsync(chat, build);
        ReadNote();
        ResultOf(await _web.SendAsync(chat, "read it again", node: 0)).ShouldContain("of the second build");
        ((string)(await _web.GetAsync($"/{chat}", node: 1))["agentId"]!).ShouldNotBe((string)first["agentId"]!);

        // Every node counted what it dialled: one connection each, at once.
        foreach (var node in _yard.Nodes)
        {
            using var client = new HttpClient();
            (await client.GetStringAsync(new Uri(node.ControlPlane, "/metrics"), Patience.Token)).ShouldContain("switchyard_dials_total{");
        }

        second.Output.ShouldNotContain("swa_");

        // Stopped: told within a second, with a code and what to do.
        await _yard.PatchAsync($"/workspaces/{_web.Id}/builds/2", new { state = "stopped" });
        var stopped = await _web.SendAsync(chat, "are you there?");
        (stopped[^1].Kind, (string)stopped[^1].Data["code"]!).ShouldBe(("error", "no_agent"));
        ((string)stopped[^1].Data["advice"]!).ShouldNotBeEmpty();

        // Deleted: its agents are cut off and their tokens void, and the chat is a chat without a workspace.
        var (last, _) = await _web.BuildAsync("of the third build");
        await _yard.DeleteAsync($"/workspaces/{_web.Id}");
        await last.WaitForLineAsync("401");
        (await _web.GetAsync($"/{chat}", node: 1))["workspaceId"].ShouldBeNull();
        _yard.Simulator.Rules.Clear();
        (await _web.SendAsync(chat, "and now?", node: 1))[^1].Kind.ShouldBe("turn.finished");
    }

    [Fact]
    [Trait("criterion", "AGT-61")]
    public async Task An_agent_that_is_killed_or_paused_in_a_call_costs_that_call_and_nothing_else()
    {
        var (agent, build) = await _web.BuildAsync("still here");
        var chat = await _web.ChatAsync();
        Calls(new SimulatedCall("agent__run_command", """{"command":"sleep","args":["300"],"timeout":300}"""));
        var paused = false;
        var events = await _web.SendAsync(chat, "run it", seen: kind =>
        {
            if (kind == "tool.started")
            {
                agent.Pause();
                paused = true;
            }
        });
        paused.ShouldBeTrue();
        events[^1].Kind.ShouldBe("turn.finished", events[^1].Data.ToJsonString());
        ResultOf(events).ShouldContain("does not answer");
        agent.Continue();
        ReadNote();
        ResultOf(await _web.SendAsync(chat, "and now?")).ShouldContain("still here");

        Calls(new SimulatedCall("agent__run_command", """{"command":"sleep","args":["300"],"timeout":300}"""));
        Task? killing = null;
        events = await _web.SendAsync(chat, "run it again", seen: kind => killing = kind == "tool.started" ? agent.KillAsync() : killing);
        await killing.ShouldNotBeNull();
        ResultOf(events).ShouldNotBeEmpty();

        // Its next process registers with a new token of the same build, and the chat goes on with it.
        await _web.StartAgentAsync(build, "second life");
        ReadNote();
        ResultOf(await _web.SendAsync(chat, "who are you?")).ShouldContain("second life");
    }

    [Fact]
    [Trait("criterion", "AGT-25")]
    public async Task A_node_that_is_killed_in_a_turn_leaves_a_chat_that_goes_on_elsewhere()
    {
        await _web.BuildAsync("still here");
        var chat = await _web.ChatAsync();
        _yard.Simulator.Rules.Clear();
        _yard.Simulator.Rules.Add(new SimulatorRule { Change = static behavior => behavior with { Tokens = 1_000_000, Cadence = TimeSpan.FromMilliseconds(2) } });
        var (told, texts) = (new TaskCompletionSource(), 0);
        var sending = _web.SendAsync(chat, "tell me everything", node: 0, seen: kind =>
        {
            if (kind == "text.delta" && ++texts == 1_000)
            {
                told.SetResult();
            }
        });
        await told.Task.WaitAsync(Patience.Token);
        await _yard.Nodes[0].KillAsync();
        await Should.ThrowAsync<IOException>(sending);

        var state = "running";
        while (state == "running")
        {
            await Patience.PauseAsync();
            state = (string)(await _web.GetAsync($"/{chat}", node: 1))["turn"]!["state"]!;
        }

        state.ShouldBe("interrupted");
        var messages = (await _web.GetAsync($"/{chat}/messages", node: 1))["items"]!.AsArray();
        messages.Select(static message => ((string)message!["role"]!, (string)message["state"]!)).ShouldBe([("user", "complete"), ("assistant", "partial")]);
        ReadNote();
        ResultOf(await _web.SendAsync(chat, "go on", node: 1)).ShouldContain("still here");
    }

    [Fact]
    [Trait("criterion", "AGT-25")]
    public async Task A_node_that_ends_in_a_turn_keeps_its_lease_as_long_as_it_drains_and_tells_those_who_watch_it_from_elsewhere_that_it_ended()
    {
        var chat = await _web.ChatAsync();
        _yard.Simulator.Rules.Clear();
        _yard.Simulator.Rules.Add(new SimulatorRule { Change = static behavior => behavior with { Tokens = 1_000_000, Cadence = TimeSpan.FromMilliseconds(20) } });
        var told = new TaskCompletionSource();
        var sending = _web.SendAsync(chat, "tell me everything", node: 0, seen: _ => told.TrySetResult());
        await told.Task.WaitAsync(Patience.Token);
        var watched = new TaskCompletionSource();
        var watching = _web.WatchAsync(chat, node: 1, seen: _ => watched.TrySetResult());
        await watched.Task.WaitAsync(Patience.Token);

        // It drains for longer than a lease lasts.
        _yard.Nodes[0].Terminate();

        // The turn's own last word, and not what others conclude from its row once its node is gone.
        const string Kept = "The node ends; what was said so far is kept.";
        ((string?)(await watching)[^1].Data["message"]).ShouldBe(Kept);
        ((string?)(await sending)[^1].Data["message"]).ShouldBe(Kept);
        (await _yard.Nodes[0].WaitForExitAsync()).ShouldBe(0);
    }

    private static string ResultOf(List<(string Kind, JsonNode Data)> events)
    {
        var finished = events.Where(static happened => happened.Kind == "tool.finished").ToList();
        return finished.Count == 1 ? (string)finished[0].Data["result"]! : throw new InvalidOperationException(string.Join('\n', events.Select(static happened => $"{happened.Kind} {happened.Data.ToJsonString()}")));
    }

    private void ReadNote() => Calls(new SimulatedCall("agent__read_file", """{"path":"note.txt"}"""));

    // The next answer makes these calls, those that follow say text. The seed makes the ids of calls, which are unlike each other in a conversation.
    private void Calls(params SimulatedCall[] calls)
    {
        var seed = Interlocked.Increment(ref s_seed) * 1_000;
        _yard.Simulator.Rules.Clear();
        _yard.Simulator.Rules.Add(new SimulatorRule { Times = 1, Change = behavior => behavior with { Seed = seed, Tokens = 3, CallsAgain = true, Calls = calls } });
        _yard.Simulator.Rules.Add(new SimulatorRule { Change = static behavior => behavior with { Seed = 77_000, Tokens = 3 } });
    }

    private async Task BoundToAsync(string chat, string build)
    {
        while ((string?)(await _web.GetAsync($"/{chat}"))["buildId"] != build)
        {
            await Patience.PauseAsync();
        }
    }
}
