using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Lifecycle;

/// <summary>
/// Everything that can happen to a bundle, in every order. Whatever the order: only moves of the table, a state that tells the truth, one server in service, never two of an exclusive bundle, nothing left at the
/// end, and a bundle that does what was asked last.
/// </summary>
public sealed class ScheduleTests
{
    private enum Event
    {
        Change,
        Respawn,
        Disable,
        Enable,
        Revoke,
        Remove,
        Call,
        Succeed,
        Fail,
        Crash,
        Wait,
    }

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 4)]
    [Trait("criterion", "BND-2")]
    [Trait("criterion", "BND-3")]
    [Trait("criterion", "BND-16")]
    public async Task Every_order_of_events_keeps_the_rules(bool exclusive, int length)
    {
        var events = Enum.GetValues<Event>();
        var count = (int)Math.Pow(events.Length, length);
        for (var number = 0; number < count; number++)
        {
            var rest = number;
            var schedule = new Event[length];
            for (var i = 0; i < length; i++)
            {
                (schedule[i], rest) = (events[rest % events.Length], rest / events.Length);
            }

            await RunAsync(exclusive, schedule);
        }
    }

    private static async Task RunAsync(bool exclusive, IReadOnlyList<Event> schedule)
    {
        var yard = new Yard();
        var story = $"{(exclusive ? "exclusive " : "")}{string.Join(", ", schedule)}";
        try
        {
            var bundle = Yard.Bundle();
            await yard.ApplyAsync(bundle with { Definition = bundle.Definition with { Eager = true, Exclusive = exclusive } });
            (await yard.NextStartAsync()).Succeed();
            await QuietAsync(yard);
            foreach (var next in schedule)
            {
                await HappenAsync(yard, next);
                await QuietAsync(yard);
                Check(yard, exclusive, story);
            }

            // Whatever is asked for now is what it comes to, when starts succeed.
            while (yard.Launcher.UnderWay > 0)
            {
                (await yard.NextStartAsync()).Succeed();
                await QuietAsync(yard);
            }

            Check(yard, exclusive, story);
            await yard.RemoveAsync();
            await QuietAsync(yard);
            yard.Supervisor.Runs.ShouldBe(0, story);
            yard.Launcher.Alive.ShouldBeEmpty(story);
        }
        finally
        {
            await yard.DisposeAsync();
        }

        CheckMoves(yard, story);

        yard.Broken.ShouldBeEmpty(story);
    }

    private static async Task HappenAsync(Yard yard, Event next)
    {
        switch (next)
        {
            case Event.Change:
                await ChangeAsync(yard, bundle => Yard.SetToken(bundle, $"{bundle.Credentials.Version}"));
                break;
            case Event.Respawn:
                await ChangeAsync(yard, static bundle => bundle with { Respawns = bundle.Respawns + 1 });
                break;
            case Event.Disable:
                await ChangeAsync(yard, static bundle => bundle with { Enabled = false });
                break;
            case Event.Enable:
                await ChangeAsync(yard, static bundle => bundle with { Enabled = true, Respawns = bundle.Respawns + 1 });
                break;
            case Event.Revoke:
                await ChangeAsync(yard, Yard.RevokeToken);
                break;
            case Event.Remove:
                await yard.RemoveAsync();
                break;
            case Event.Call:
                // A call that needs a start waits for it; what comes of it is not what is looked at here.
                yard.Calling.Add(yard.Calls.RequestAsync(Yard.Key, null, "tools/call", [], Resend.IfUnsent, progress: null, Patience.Token));
                break;
            case Event.Succeed when yard.Launcher.UnderWay > 0:
                (await yard.NextStartAsync()).Succeed();
                break;
            case Event.Fail when yard.Launcher.UnderWay > 0:
                (await yard.NextStartAsync()).Fail();
                break;
            case Event.Crash:
                foreach (var server in yard.Launcher.Alive)
                {
                    server.Crash();
                }

                break;
            case Event.Wait:
                // Past any back-off and the re-arming, and short of a probe's answer.
                yard.Time.Advance(TimeSpan.FromSeconds(1));
                break;
        }
    }

    private static async Task ChangeAsync(Yard yard, Func<BundleConfig, BundleConfig> change)
    {
        if (yard.Has(Yard.Key))
        {
            await yard.ChangeAsync(change);
        }
    }

    /// <summary>Until nothing more happens without the test: every key is idle or in a start, and no end is unnoticed.</summary>
    private static async Task QuietAsync(Yard yard)
    {
        while (!IsQuiet(yard))
        {
            await Task.Yield();
        }
    }

    private static bool IsQuiet(Yard yard)
    {
        if (yard.Launcher.UnderWay > 0 && yard.Launcher.IsWaiting)
        {
            return true;
        }

        // In this order: a call or an end that nobody has taken up yet is seen before the look that it leads to.
        return yard.Calling.All(static call => call.IsCompleted)
            && yard.Supervisor.Run(Yard.Key)?.Current is not { HasEnded: true }
            && yard.Supervisor.ActiveKeys == 0
            && yard.Launcher.UnderWay == 0;
    }

    private static void Check(Yard yard, bool exclusive, string story)
    {
        yard.Broken.ShouldBeEmpty(story);
        yard.Launcher.MostAtOnce.ShouldBeLessThanOrEqualTo(exclusive ? 1 : 2, story);
        if (yard.Supervisor.Find(Yard.Key) is not { } status)
        {
            return;
        }

        var alive = yard.Launcher.Alive.Count;
        switch (status.State)
        {
            case BundleState.Running:
                alive.ShouldBe(1, story);
                status.RunningVersion.ShouldNotBeNull(story);
                break;
            case BundleState.Stopped or BundleState.Crashed or BundleState.Dead:
                alive.ShouldBe(0, story);
                status.RunningVersion.ShouldBeNull(story);
                break;
            case BundleState.Starting or BundleState.Restarting:
                yard.Launcher.UnderWay.ShouldBe(1, story);
                break;
            default:
                throw new InvalidOperationException($"{status.State} after everything was quiet: {story}");
        }

        if (status.State == BundleState.Stopped && yard.Has(Yard.Key))
        {
            yard[Yard.Key].Enabled.ShouldBeFalse(story);
        }
    }

    private static void CheckMoves(Yard yard, string story)
    {
        var state = BundleState.Stopped;
        foreach (var move in yard.Witness.Moves)
        {
            move.From.ShouldBe(state, story);
            move.Status.Reason.ShouldNotBeNullOrEmpty(story);
            state = move.Status.State;
        }

        state.ShouldBe(BundleState.Stopped, story);
    }
}
