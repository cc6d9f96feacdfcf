using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Leases;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Lifecycle;

/// <summary>What happens to the lease of an exclusive bundle and to its server, in every order: nothing runs that is not owned, never two at once, and what is owned runs.</summary>
public sealed class ExclusiveScheduleTests
{
    private static readonly Ownership.Elsewhere Other = new(Guid.Parse("bbbbbbbb-0000-0000-0000-000000000000"), "b", new Uri("http://b:8081"), 4);

    private enum Event
    {
        Own,
        Lose,
        Elsewhere,
        RunOut,
        Call,
        Change,
        Shared,
        Succeed,
        Fail,
        Crash,
    }

    [Fact]
    [Trait("criterion", "BND-51")]
    public async Task Whatever_happens_in_whichever_order_nothing_runs_that_is_not_owned()
    {
        const int Length = 4;
        var events = Enum.GetValues<Event>();
        for (var number = 0; number < (int)Math.Pow(events.Length, Length); number++)
        {
            var rest = number;
            var schedule = new Event[Length];
            for (var i = 0; i < Length; i++)
            {
                (schedule[i], rest) = (events[rest % events.Length], rest / events.Length);
            }

            await RunAsync(schedule);
        }
    }

    private static async Task RunAsync(IReadOnlyList<Event> schedule)
    {
        await using var yard = new Yard();
        var story = string.Join(", ", schedule);
        var bundle = Yard.Bundle();
        yard.Own(yard.Hold(TimeSpan.FromSeconds(14)));
        await yard.ApplyAsync(bundle with { Definition = bundle.Definition with { Eager = true, Exclusive = true } });
        (await yard.NextStartAsync()).Succeed();
        await QuietAsync(yard);
        foreach (var next in schedule)
        {
            await HappenAsync(yard, next);
            await QuietAsync(yard);
            Check(yard, story);
        }

        yard.Own(yard.Hold(TimeSpan.FromSeconds(14)));
        yard.Time.Advance(TimeSpan.FromSeconds(1));
        await QuietAsync(yard);
        while (yard.Launcher.UnderWay > 0)
        {
            (await yard.NextStartAsync()).Succeed();
            await QuietAsync(yard);
        }

        Check(yard, story);
        yard.Status.State.ShouldBe(BundleState.Running, story);
    }

    private static async Task HappenAsync(Yard yard, Event next)
    {
        switch (next)
        {
            case Event.Own:
                yard.Own(yard.Hold(TimeSpan.FromSeconds(14)));
                break;
            case Event.Lose:
                yard.Own(Ownership.None);
                break;
            case Event.Elsewhere:
                yard.Own(Other);
                break;
            case Event.RunOut:
                // As whoever keeps leases does: the loss is said when its time has come.
                yard.Time.Advance(TimeSpan.FromSeconds(14));
                yard.Own(Ownership.None);
                break;
            case Event.Call:
                yard.Calling.Add(yard.Calls.RequestAsync(Yard.Key, user: null, "tools/call", [], Resend.IfUnsent, progress: null, Patience.Token));
                break;
            case Event.Change:
                await yard.ChangeAsync(bundle => Yard.SetToken(bundle, $"{bundle.Credentials.Version}"));
                break;
            case Event.Shared:
                await yard.ChangeAsync(bundle => bundle with { Definition = bundle.Definition with { Exclusive = !bundle.Definition.Exclusive } });
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
        }
    }

    /// <summary>Until nothing more happens without the test. A call may wait for an owner.</summary>
    private static async Task QuietAsync(Yard yard)
    {
        while (!(yard.Launcher.UnderWay > 0 && yard.Launcher.IsWaiting)
            && !(yard.Supervisor.Run(Yard.Key)?.Local is not { HasEnded: true } && yard.Supervisor.ActiveKeys == 0 && yard.Launcher.UnderWay == 0))
        {
            await Task.Yield();
        }
    }

    private static void Check(Yard yard, string story)
    {
        yard.Broken.ShouldBeEmpty(story);
        var isExclusive = yard[Yard.Key].Definition.Exclusive;
        var isOwned = yard.Owner is Ownership.Held { Lease.IsGood: true };
        var alive = yard.Launcher.Alive.Count;
        if (isExclusive && !isOwned)
        {
            (alive, yard.Launcher.UnderWay, yard.Status.State).ShouldBe((0, 0, BundleState.Stopped), story);
        }

        alive.ShouldBeLessThanOrEqualTo(1, story);
        (yard.Status.State == BundleState.Running).ShouldBe(alive == 1 && yard.Launcher.UnderWay == 0, story);
    }
}
