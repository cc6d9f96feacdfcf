using System.Globalization;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Tests.Processes;

/// <summary>What a server that exits at once costs the node, in time of the processor, which other work on the machine changes little.</summary>
[Collection(AloneCollection.Name)]
public sealed class HopelessCostTests(ITestOutputHelper output)
{
    private const int Bundles = 20;
    private const int Starts = 60;
    private const int MostRounds = 5;
    private const double Limit = 0.02;

    [Fact]
    [Trait("criterion", "BND-40")]
    public async Task Twenty_servers_that_exit_at_once_cost_at_most_2_percent_of_a_core()
    {
        await using var rig = new ServerRig();
        await FailAsync(rig, 20);

        // What shares caches and memory with this process makes it dearer, nothing makes it cheaper: the least of some rounds is what it costs.
        var share = double.MaxValue;
        for (var round = 0; round < MostRounds && share > Limit; round++)
        {
            share = Math.Min(share, await ShareAsync(rig));
        }

        share.ShouldBeLessThanOrEqualTo(Limit);
    }

    private async Task<double> ShareAsync(ServerRig rig)
    {
        var before = Used();
        await FailAsync(rig, Starts);
        var after = Used();
        var (each, children) = ((after.Own - before.Own) / Starts, (after.Children - before.Children) / Starts);

        // The worst minute is the first, in which each is started until it is given up; HopelessTests counts the starts.
        var share = each.TotalSeconds * Bundles * BundleSettings.Default.BurstCount / 60;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"One failed start costs the node {each.TotalMilliseconds:0.00} ms, {share:P2} of a core in the first minute, and {children.TotalMilliseconds:0.00} ms in the programs that it starts."));
        return share;
    }

    private static async Task FailAsync(ServerRig rig, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await Should.ThrowAsync<ServerStartException>(() => rig.StartAsync(ServerRig.Process("/bin/false")));
        }
    }

    /// <summary>Time of the processor that this process, and the children that it has waited for, have used (<c>proc(5)</c>, fields 14 to 17).</summary>
    private static (TimeSpan Own, TimeSpan Children) Used()
    {
        var stat = File.ReadAllText("/proc/self/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Time(11), Time(13));

        TimeSpan Time(int first) => TimeSpan.FromMilliseconds(fields[first..(first + 2)].Sum(static field => long.Parse(field, CultureInfo.InvariantCulture)) * 10);
    }
}
