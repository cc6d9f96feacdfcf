using Switchyard.Configuration.Tests.Rig;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Runs;

namespace Switchyard.Configuration.Tests.Reloading;

/// <summary>How fast a change that is made through any node is in force on three. The numbers of the criteria hold for a machine that does nothing else; the brief form allows what a busy one needs and still finds a lost signal.</summary>
public sealed class SpeedTests(PostgresServer server)
{
    private static readonly int Changes = LongForm.Pick(brief: 60, full: 1_000);
    private static readonly int Slack = LongForm.Pick(brief: 20, full: 1);

    [Fact]
    [Trait("criterion", "CFG-72")]
    [Trait("criterion", "PRV-41")]
    public async Task A_change_is_in_force_on_three_nodes_in_milliseconds()
    {
        // The clock of the nodes stands: no poll helps.
        await using var storage = await TestStorage.PostgresAsync(server);
        TestNode[] nodes = [await storage.Replica().StartedAsync(), await storage.Replica().StartedAsync(), await storage.Replica().StartedAsync()];
        await nodes[0].AddProviderAsync("a");

        var times = await MeasureAsync(nodes, Changes, "clock");

        times[times.Count / 2].ShouldBeLessThanOrEqualTo(5.0 * Slack);
        times[(int)(times.Count * 0.99)].ShouldBeLessThanOrEqualTo(25.0 * Slack);
    }

    [Fact]
    [Trait("criterion", "CFG-72")]
    [Trait("criterion", "PRV-41")]
    public async Task With_notification_dead_it_takes_one_poll()
    {
        await using var storage = await TestStorage.PostgresAsync(server);
        TestNode[] nodes = [storage.Node([], TimeProvider.System), storage.Node([], TimeProvider.System), storage.Node([], TimeProvider.System)];
        foreach (var node in nodes)
        {
            await node.StartedAsync();
            node.Scripted.IsDeaf = true;
        }

        await nodes[0].AddProviderAsync("a");
        var times = await MeasureAsync(nodes, 3, "deaf");

        times[^1].ShouldBeLessThanOrEqualTo(1_100.0 * (LongForm.IsAsked ? 1 : 3));
    }

    /// <summary>Milliseconds from the commit to the moment when all run it, in ascending order.</summary>
    private static async Task<List<double>> MeasureAsync(TestNode[] nodes, int changes, string mark)
    {
        var times = new List<double>(changes);
        for (var i = 0; i < changes; i++)
        {
            var revision = await nodes[i % nodes.Length].MoveAsync("a", $"https://{mark}-{i}.example");
            var committed = TimeProvider.System.GetTimestamp();
            await Task.WhenAll(nodes.Select(node => node.AppliedAsync(revision)));
            times.Add(TimeProvider.System.GetElapsedTime(committed).TotalMilliseconds);
        }

        times.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"{changes} changes: median {times[times.Count / 2]:F1} ms, 99th percentile {times[(int)(times.Count * 0.99)]:F1} ms, longest {times[^1]:F1} ms");
        return times;
    }
}
