using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Tests.Lifecycle;

public sealed class SharedChangeTests
{
    private static readonly BundleKey[] Keys = [.. Enumerable.Range(0, 10).Select(number => new BundleKey($"team-{number}", "files"))];

    [Fact]
    [Trait("criterion", "BND-11")]
    public async Task One_workspace_has_it_first_then_four_at_a_time()
    {
        await using var yard = await RunningAsync();
        await ChangeAsync(yard, "second");
        var first = await yard.NextStartAsync();
        first.Config.Key.ShouldBe(Keys[0]);
        yard.Launcher.UnderWay.ShouldBe(1);
        first.Succeed();
        for (var rest = 9; rest > 0; rest -= 4)
        {
            var starts = new List<FakeLauncher.PendingStart>();
            for (var start = 0; start < Math.Min(4, rest); start++)
            {
                starts.Add(await yard.NextStartAsync());
            }

            yard.Launcher.UnderWay.ShouldBe(starts.Count);
            starts.ForEach(static start => start.Succeed());
        }

        foreach (var key in Keys)
        {
            await yard.UntilAsync(status => status.Generation == 2 && status.SettledRevision == yard.Revision, key);
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(2, 5)]
    [Trait("criterion", "BND-11")]
    public async Task A_failure_stops_the_rest_which_keep_what_they_run_and_say_why(int failing, int tried)
    {
        await using var yard = await RunningAsync();
        await ChangeAsync(yard, "broken");
        for (var start = 0; start < tried; start++)
        {
            var next = await yard.NextStartAsync();
            if (next.Config.Key == Keys[failing])
            {
                next.Fail();
            }
            else
            {
                next.Succeed();
            }
        }

        foreach (var key in Keys.Skip(tried))
        {
            var status = await yard.UntilAsync(status => status.SettledRevision == yard.Revision, key);
            status.State.ShouldBe(BundleState.Running);
            status.Generation.ShouldBe(1);
            status.LastError.ShouldBe($"Not tried: the same change failed in workspace 'team-{failing}'.");
        }

        yard.Launcher.Count.ShouldBe(10 + tried);

        // By hand it is tried, and a further change is a new beginning.
        await yard.ApplyAsync(yard[Keys[9]] with { Respawns = 1 });
        (await yard.NextStartAsync()).Succeed();
        (await yard.UntilAsync(status => status.Generation == 2, Keys[9])).LastError.ShouldBeNull();
        await ChangeAsync(yard, "mended");
        (await yard.NextStartAsync()).Config.Key.ShouldBe(Keys[0]);
    }

    [Fact]
    [Trait("criterion", "BND-11")]
    [Trait("criterion", "BND-27")]
    public async Task What_was_revoked_waits_for_nobody()
    {
        await using var yard = await RunningAsync();
        await ChangeAsync(yard, "second");
        var first = await yard.NextStartAsync();
        var server = yard.Launcher.Alive.Single(server => server.Config.Key == Keys[5]);
        await yard.ApplyAsync(Yard.RevokeToken(yard[Keys[5]]));

        await server.Ended;
        (await yard.NextStartAsync()).Config.Key.ShouldBe(Keys[5]);
        first.Succeed();
    }

    private static async Task<Yard> RunningAsync()
    {
        var yard = new Yard();
        await yard.ApplyAsync(Keys.Select(key => Yard.Bundle(key) is var bundle ? bundle with { Definition = bundle.Definition with { Eager = true } } : bundle));
        for (var start = 0; start < Keys.Length; start++)
        {
            (await yard.NextStartAsync()).Succeed();
        }

        foreach (var key in Keys)
        {
            await yard.UntilAsync(status => status.State == BundleState.Running && status.SettledRevision == yard.Revision, key);
        }

        return yard;
    }

    private static Task<long> ChangeAsync(Yard yard, string command) =>
        yard.ApplyAsync(Keys.Select(key => yard[key] with { Definition = yard[key].Definition with { Command = command } }));
}
