using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Switchyard.Agents.Tests.Rig;
using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Rules;
using Switchyard.Storage.Chats;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;

namespace Switchyard.Agents.Tests.Turns;

/// <summary>
/// Fifty users on two nodes, with workspaces that some of them share, do whatever comes to their minds at once: make chats, talk, move between workspaces, watch, cancel, delete, and try all that on chats of others.
/// Between the rounds workspaces are granted to others and built anew. Everything that is said bears the mark of its chat, everything that an agent answers that of its workspace and of the chat that it was dialled for.
/// </summary>
public sealed partial class IsolationTests(PostgresServer server, ITestOutputHelper output)
{
    private const int Users = 50;
    private const int Spaces = 12;
    private static readonly int Rounds = LongForm.Pick(3, 60);
    private static readonly int Steps = LongForm.Pick(4, 10);

    private readonly ConcurrentDictionary<Guid, Guid> _owners = new();
    private readonly ConcurrentBag<(Guid Workspace, Guid Chat)> _calls = [];

    [Fact]
    [Trait("criterion", "AGT-15")]
    [Trait("criterion", "AGT-35")]
    [Trait("criterion", "AGT-55")]
    public async Task Nothing_of_one_user_reaches_another()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("SWITCHYARD_ISOLATION_SEED"), out var given) ? given : 20_261;
        output.WriteLine($"SWITCHYARD_ISOLATION_SEED={seed}");
        var random = new Random(seed);
        await using var world = await World.StartAsync(server, nodes: 2);
        var crowd = await Crowd.MakeAsync(world, Users, Spaces, random);
        foreach (var space in crowd.Workspaces)
        {
            await BuildAsync(world, space.Id);
        }

        // Every other request of a turn makes a call.
        var calls = 10_000UL;
        world.Simulator.Rules.Add(new SimulatorRule
        {
            Change = behavior => behavior with { Seed = Interlocked.Increment(ref calls) * 1_000, Tokens = 3, Calls = [new SimulatedCall("agent__read_file", """{"path":"a"}""")] },
        });
        var tally = new Tally();
        for (var round = 0; round < Rounds; round++)
        {
            var seeds = Enumerable.Range(0, Users).Select(_ => random.Next()).ToArray();
            await Parallel.ForEachAsync(Enumerable.Range(0, Users), new ParallelOptions { MaxDegreeOfParallelism = Users, CancellationToken = World.Ending }, async (i, _) =>
            {
                using var user = new User(world, crowd, i, _owners, new Random(seeds[i]), tally);
                for (var step = 0; step < Steps; step++)
                {
                    await user.StepAsync();
                }
            });
            tally.Calls += _calls.Count;
            await CheckAsync(world, crowd);
            await crowd.ShuffleAsync(random);
            await BuildAsync(world, crowd.Workspaces[random.Next(Spaces)].Id);
        }

        // True of nothing it would not be: things were said, done by agents, and refused.
        output.WriteLine(tally.ToString());
        tally.Said.ShouldBeGreaterThan(Rounds * Users / 4);
        tally.Calls.ShouldBeGreaterThan(Rounds * Users / 10);
        new[] { tally.Refused, tally.Moved, tally.Foreign }.ShouldAllBe(static count => count > 0);
    }

    private async Task BuildAsync(World world, Guid workspace)
    {
        var agent = await world.AgentAsync(await world.BuildAsync(workspace: workspace));
        agent.OnChatCall = (chat, _, _, _) =>
        {
            _calls.Add((workspace, chat!.Value));
            return Task.FromResult($"space={workspace:D} for={chat:D}");
        };
    }

    private async Task CheckAsync(World world, Crowd crowd)
    {
        // What agents did they did for chats of users who may be there.
        _calls.ShouldAllBe(call => crowd.MayUse(_owners[call.Chat], call.Workspace));
        _calls.Clear();

        // What models were told was said in one chat, and came from a workspace that it was in.
        foreach (var request in world.Simulator.Log.Requests)
        {
            Marks().Matches(request.BodyText).Select(static mark => mark.Value).Distinct().Count().ShouldBe(1, request.BodyText);
            For().Matches(request.BodyText).Select(static mark => mark.Groups[1].Value).Distinct().ShouldAllBe(chat => Marks().Match(request.BodyText).Value == $"chat={chat}");
        }

        foreach (var chat in _owners.Keys)
        {
            if (await world.Node.Database.ReadAsync((session, token) => ChatTable.FindAsync(session, chat, token), World.Ending) is { AgentId: { } agent } row)
            {
                var bound = await world.Node.Database.ReadAsync((session, token) => Storage.Agents.AgentTable.FindAsync(session, agent, token), World.Ending);
                bound.ShouldNotBeNull().WorkspaceId.ShouldBe(row.WorkspaceId!.Value);
            }
        }
    }

    [GeneratedRegex("chat=[0-9a-f-]{36}", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Marks();

    [GeneratedRegex("for=([0-9a-f-]{36})", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex For();

    private sealed class Tally
    {
        public int Said;
        public int Calls;
        public int Refused;
        public int Moved;
        public int Foreign;

        public override string ToString() => $"{Said} messages, {Calls} calls, {Refused} refusals, {Moved} moves, {Foreign} tries on chats of others";
    }

    private sealed class User(World world, Crowd crowd, int number, ConcurrentDictionary<Guid, Guid> owners, Random random, Tally tally) : IDisposable
    {
        private readonly ChatClient[] _nodes = [.. world.Nodes.Select(node => new ChatClient(node.Client(crowd.Users[number].Token)))];

        private Guid Id => crowd.Users[number].Id;

        private ChatClient Client => _nodes[random.Next(_nodes.Length)];

        private Guid Workspace => crowd.Workspaces[random.Next(Spaces)].Id;

        public async Task StepAsync()
        {
            var mine = owners.Where(pair => pair.Value == Id).Select(static pair => pair.Key).Order().ToArray();
            switch (mine.Length == 0 ? 0 : random.Next(8))
            {
                case 0 or 1:
                    await CreateAsync();
                    break;
                case 2:
                    await MoveAsync(mine[random.Next(mine.Length)]);
                    break;
                case 3:
                    await ListAsync(mine);
                    break;
                case 4:
                    await TryOthersAsync();
                    break;
                default:
                    await SayAsync(mine[random.Next(mine.Length)]);
                    break;
            }
        }

        public void Dispose() => Array.ForEach(_nodes, static client => client.Dispose());

        private async Task CreateAsync()
        {
            var workspace = Workspace;
            using var answer = await Client.Http.PostAsJsonAsync("/api/v1/chats", new { model = "sim/gpt-sim", workspaceId = workspace }, World.Ending);
            if (!crowd.MayUse(Id, workspace))
            {
                answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
                Interlocked.Increment(ref tally.Refused);
                return;
            }

            var chat = await ChatClient.JsonAsync(answer);
            owners[(Guid)chat["id"]!] = Id;
        }

        private async Task MoveAsync(Guid chat)
        {
            var workspace = Workspace;
            using var answer = await Client.Http.PatchAsJsonAsync($"/api/v1/chats/{chat:D}", new { workspaceId = workspace }, World.Ending);
            answer.StatusCode.ShouldBe(crowd.MayUse(Id, workspace) ? HttpStatusCode.OK : HttpStatusCode.Forbidden);
            Interlocked.Increment(ref answer.IsSuccessStatusCode ? ref tally.Moved : ref tally.Refused);
        }

        private async Task ListAsync(Guid[] mine)
        {
            var listed = (await Client.GetAsync("?limit=1000"))["items"]!.AsArray().Select(static chat => (Guid)chat!["id"]!).Order();
            listed.ShouldBe(mine);
        }

        private async Task SayAsync(Guid chat)
        {
            var before = (Guid?)(await Client.GetAsync($"/{chat:D}"))["workspaceId"];
            var turn = await Client.SendAsync(chat, $"chat={chat:D} of={number}");
            Interlocked.Increment(ref tally.Said);
            if (before is { } workspace && !crowd.MayUse(Id, workspace))
            {
                turn.Error.ShouldBe("workspace_not_granted", turn.Last.Data.ToJsonString());
                Interlocked.Increment(ref tally.Refused);
                return;
            }

            turn.Last.Kind.ShouldBe("turn.finished", turn.Last.Data.ToJsonString());
            turn.Events.Where(static happened => happened.Kind == "tool.finished").Select(static happened => (string)happened.Data["result"]!).ShouldAllBe(result => result == $"space={before:D} for={chat:D}");
            var kept = (await Client.GetAsync($"/{chat:D}/messages?limit=1000"))["items"]!.ToJsonString();
            Marks().Matches(kept).ShouldAllBe(mark => mark.Value == $"chat={chat:D}");
            For().Matches(kept).ShouldAllBe(mark => mark.Groups[1].Value == chat.ToString("D"));
        }

        private async Task TryOthersAsync()
        {
            var others = owners.Where(pair => pair.Value != Id).Select(static pair => pair.Key).ToArray();
            if (others.Length == 0)
            {
                return;
            }

            var path = $"/api/v1/chats/{others[random.Next(others.Length)]:D}";
            foreach (var (method, where) in new[]
            {
                (HttpMethod.Get, ""), (HttpMethod.Get, "/messages"), (HttpMethod.Get, "/events"), (HttpMethod.Post, "/messages"), (HttpMethod.Post, "/cancel"), (HttpMethod.Patch, ""), (HttpMethod.Delete, ""),
            })
            {
                using var request = new HttpRequestMessage(method, path + where) { Content = method == HttpMethod.Post || method == HttpMethod.Patch ? JsonContent.Create(where == "/messages" ? new JsonObject { ["content"] = "let me in" } : []) : null };
                using var answer = await Client.Http.SendAsync(request, World.Ending);
                answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, $"{method} {where}");
            }

            Interlocked.Increment(ref tally.Foreign);
        }
    }
}
