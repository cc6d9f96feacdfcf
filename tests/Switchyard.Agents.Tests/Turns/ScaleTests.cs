using Switchyard.Agents.Connections;
using Switchyard.Agents.Roster;
using Switchyard.Agents.Tests.Rig;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Rules;
using Switchyard.Testing.Runs;

namespace Switchyard.Agents.Tests.Turns;

public sealed class ScaleTests(ITestOutputHelper output)
{
    private static readonly int Chats = LongForm.Pick(60, 5_000);
    private static readonly int TurnsEach = LongForm.Pick(4, 10);

    /// <summary>Many chats on healthy agents: which agent a chat has is asked once, at its first turn, and never again.</summary>
    [Fact]
    [Trait("criterion", "AGT-39")]
    [Trait("criterion", "AGT-20")]
    public async Task Each_chat_asks_once_for_its_agent_and_its_later_turns_ask_nothing()
    {
        // The agent is healthy however busy the machine is: no dial of it counts as slow.
        await using var world = await World.StartAsync(settings: static server => server with { Agents = server.Agents with { Dial = server.Agents.Dial with { Delay = TimeSpan.FromSeconds(20) } } });
        var agent = await world.AgentAsync(await world.BuildAsync());
        using var client = new ChatClient(world.Node.Client(world.Token));
        var seed = 10_000UL;

        // Every other request of a chat makes a call; the one that follows hands its result in and gets text.
        world.Simulator.Rules.Add(new SimulatorRule
        {
            Change = behavior => behavior with { Seed = Interlocked.Increment(ref seed) * 1_000, Tokens = 3, Calls = [new SimulatedCall("agent__read_file", """{"path":"a"}""")] },
        });
        var (chats, before) = (new List<Guid>(), Memory());
        for (var i = 0; i < Chats; i++)
        {
            chats.Add((Guid)(await client.CreateAsync(new { model = "sim/gpt-sim", workspaceId = world.Web }))["id"]!);
        }

        for (var turn = 0; turn < TurnsEach; turn++)
        {
            var (writes, reads, began) = (world.Node.Database.Writes, world.Node.Database.Reads, world.Time.GetTimestamp());
            await Parallel.ForEachAsync(chats, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = World.Ending }, async (chat, _) =>
            {
                var said = await client.SendAsync(chat, "go on");
                said.Last.Kind.ShouldBe("turn.finished", said.Last.Data.ToJsonString());
                said.Events.Count(static happened => happened.Kind == "tool.finished").ShouldBe(1);
            });
            world.Node.Get<LatestAgents>().Asked.ShouldBe(Chats);
            var took = world.Time.GetElapsedTime(began);
            output.WriteLine(
                $"turn {turn + 1} of {Chats} chats: {took.TotalSeconds:0.0} s, {Chats / took.TotalSeconds:0} turns/s, {(world.Node.Database.Writes - writes) / (double)Chats:0.00} writes and {(world.Node.Database.Reads - reads) / (double)Chats:0.00} reads a turn");
            if (turn > 0)
            {
                // The user's message, two of the model's, the result, the end; and seldom that the workspace is used.
                (world.Node.Database.Writes - writes).ShouldBeInRange(5 * Chats, (5 * Chats) + 20);
            }
        }

        world.Simulator.Log.Clear();
        output.WriteLine($"{(Memory() - before) / Chats / 1024.0:0.0} KiB of managed memory for each chat, which has its connection open and the events of its last turn, the fake agent's side included");
        if (!LongForm.IsAsked)
        {
            // With many chats a turn comes so seldom to each that idle connections end in between.
            (agent.Dials, world.Node.Get<AgentConnections>().Open).ShouldBe((Chats, Chats));
        }

        var listed = (await client.GetAsync("?limit=200"))["items"]!.AsArray();
        listed.Select(static chat => (Guid?)chat!["agentId"]).ShouldAllBe(id => id == agent.Id);
    }

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
