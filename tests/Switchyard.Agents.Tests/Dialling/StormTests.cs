using Switchyard.Agents.Bindings;
using Switchyard.Agents.Connections;
using Switchyard.Agents.Dialling;
using Switchyard.Agents.Roster;
using Switchyard.Agents.Tests.Rig;
using Switchyard.Model.Agents;
using Switchyard.Testing.Runs;

namespace Switchyard.Agents.Tests.Dialling;

/// <summary>Very many dials over real sockets, of which many are given up at any moment, and one of a hundred is never answered.</summary>
public sealed class StormTests(ITestOutputHelper output)
{
    private const int AtOnce = 32;
    private static readonly int Dials = LongForm.Pick(1_500, 100_000);

    [Fact]
    [Trait("criterion", "AGT-48")]
    [Trait("criterion", "AGT-50")]
    public async Task No_socket_is_left_of_dials_that_were_given_up_answered_late_or_returned()
    {
        await using var world = await World.StartAsync();
        var agent = await world.AgentAsync(await world.BuildAsync());
        var entry = world.Node.Get<AgentRoster>().Map.Find(agent.Id).ShouldNotBeNull();
        var came = 0;
        agent.OnDial = token => Interlocked.Increment(ref came) % 100 == 0 ? new TaskCompletionSource().Task.WaitAsync(token) : Task.CompletedTask;
        var settings = AgentSettings.Default with { Dial = AgentDialSettings.Default with { Delay = TimeSpan.FromMilliseconds(20), Timeout = TimeSpan.FromMilliseconds(400) } };
        var dialer = world.Node.Get<AgentDialer>();
        var (returned, cancelled, failed) = (0, 0, 0);
        await Parallel.ForEachAsync(Enumerable.Range(0, Dials), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = World.Ending }, async (number, _) =>
        {
            var random = new Random(number);
            var chat = new LiveChat(world.NewId(), world.UserId, null, [], new ChatBinding(world.Web, entry.BuildId, entry.Id, 1), since: 0);
            using var caller = new CancellationTokenSource();
            var dialling = dialer.DialAsync(chat, entry, settings, caller.Token);
            if (random.Next(2) == 0)
            {
                // At any moment of the dial: before, in the middle, and after it is over.
                for (var turns = random.Next(200); turns > 0; turns--)
                {
                    await Task.Yield();
                }

                await caller.CancelAsync();
            }

            try
            {
                await (await dialling).Connection.DisposeAsync();
                Interlocked.Increment(ref returned);
            }
            catch (OperationCanceledException) when (caller.IsCancellationRequested)
            {
                Interlocked.Increment(ref cancelled);
            }
            catch (AgentException)
            {
                Interlocked.Increment(ref failed);
            }
        });
        output.WriteLine($"{returned} returned, {cancelled} given up, {failed} failed, {came} dials at the agent");
        (returned + cancelled + failed).ShouldBe(Dials);
        returned.ShouldBeGreaterThan(Dials / 4);
        cancelled.ShouldBeGreaterThan(Dials / 100);

        // Long before those that nobody has given back would end because nothing was sent on them.
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (agent.Sockets > 0)
        {
            soon.Token.IsCancellationRequested.ShouldBeFalse($"{agent.Sockets} sockets are left");
            await Task.Yield();
        }
    }
}
