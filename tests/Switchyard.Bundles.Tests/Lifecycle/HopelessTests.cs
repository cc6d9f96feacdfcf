using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Tests.Lifecycle;

/// <summary>Servers that can not come up, whatever is done: what they cost is bounded by how often they are started.</summary>
public sealed class HopelessTests
{
    private const int Bundles = 20;

    [Fact]
    [Trait("criterion", "BND-40")]
    public async Task Twenty_servers_that_exit_at_once_are_started_a_few_times_and_then_once_in_five_minutes()
    {
        await using var yard = new Yard();
        var keys = Enumerable.Range(0, Bundles).Select(number => new BundleKey("team", $"b{number}")).ToList();
        await yard.ApplyAsync(keys.Select(key => Yard.Bundle(key) with { Definition = Yard.Bundle(key).Definition with { Eager = true } }));
        var minute = await RunAsync(yard, TimeSpan.FromMinutes(1));
        minute.ShouldBeInRange(Bundles * 2, Bundles * 5);
        keys.ForEach(key => yard.Supervisor.Find(key)!.State.ShouldBe(BundleState.Dead));

        var hour = await RunAsync(yard, TimeSpan.FromHours(1));
        hour.ShouldBeInRange(Bundles * 11, Bundles * 12);
        yard.Launcher.MostUnderWay.ShouldBeLessThanOrEqualTo(BundleSettings.Default.ConcurrentStarts);
    }

    /// <summary>Lets time pass; every start fails at once. Returns how many there were.</summary>
    private static async Task<int> RunAsync(Yard yard, TimeSpan time)
    {
        var (before, step) = (yard.Launcher.Count, TimeSpan.FromMilliseconds(100));
        for (var passed = TimeSpan.Zero; passed < time; passed += step)
        {
            while (!(yard.Supervisor.ActiveKeys == 0 && yard.Launcher.UnderWay == 0))
            {
                while (yard.Launcher.Starts.TryRead(out var start))
                {
                    start.Fail();
                }

                await Task.Yield();
            }

            yard.Time.Advance(step);
        }

        return yard.Launcher.Count - before;
    }
}
