using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Lifecycle;

public sealed class EndTests
{
    [Fact]
    [Trait("criterion", "BND-7")]
    [Trait("criterion", "BND-42")]
    public async Task Stopped_is_stopped_whatever_calls_and_starts_again_when_asked()
    {
        await using var yard = new Yard();
        var server = await yard.RunningAsync();
        var revision = await yard.ChangeAsync(bundle => bundle with { Enabled = false });
        var status = (await yard.SettledAsync(revision)).ShouldNotBeNull();
        status.State.ShouldBe(BundleState.Stopped);
        status.Reason.ShouldBe("operator");
        server.Stops.ShouldBe([StopMode.Orderly]);

        (await CallAsync(yard)).ShouldBeOfType<CallOutcome.Unavailable>().Code.ShouldBe(CallFaults.Stopped);
        await yard.SettledAsync(await yard.ChangeAsync(bundle => Yard.SetToken(bundle, "other")));
        yard.Launcher.Count.ShouldBe(1);

        await yard.ChangeAsync(bundle => bundle with { Enabled = true, Respawns = bundle.Respawns + 1 });
        (await yard.NextStartAsync()).Succeed();
        await yard.UntilAsync(status => status.State == BundleState.Running);
        yard.Witness.Path(Yard.Key).ShouldBe("stopped starting running draining stopped starting running");
    }

    [Fact]
    [Trait("criterion", "BND-7")]
    public async Task A_start_is_not_held_up_by_the_last_calls_of_a_stop()
    {
        await using var yard = new Yard();
        var server = await yard.RunningAsync();
        var gate = new TaskCompletionSource<JsonNode?>();
        server.OnRequest = (_, _, token) => gate.Task.WaitAsync(token);
        var call = CallAsync(yard);
        await yard.ChangeAsync(bundle => bundle with { Enabled = false });
        await yard.UntilAsync(status => status.State == BundleState.Draining);

        await yard.ChangeAsync(bundle => bundle with { Enabled = true, Respawns = 1 });
        (await yard.NextStartAsync()).Succeed();
        await yard.UntilAsync(status => status.State == BundleState.Running);
        gate.SetResult("done");
        (await call).ShouldBeOfType<CallOutcome.Result>();
        await server.Ended;
    }

    [Fact]
    [Trait("criterion", "BND-6")]
    [Trait("criterion", "BND-18")]
    public async Task One_that_is_removed_drains_ends_and_leaves_nothing()
    {
        await using var yard = new Yard();
        var server = await yard.RunningAsync();
        var revision = await yard.RemoveAsync();

        (await yard.SettledAsync(revision)).ShouldBeNull();
        await server.Ended;
        while (yard.Supervisor.ActiveKeys > 0)
        {
            await Task.Yield();
        }

        yard.Supervisor.Find(Yard.Key).ShouldBeNull();
        yard.Launcher.Alive.ShouldBeEmpty();
        (await CallAsync(yard)).ShouldBeOfType<CallOutcome.Unavailable>().Code.ShouldBe(CallFaults.Unknown);
        yard.Witness.Moves[^1].Status.Reason.ShouldBe("removed");
    }

    [Fact]
    [Trait("criterion", "BND-18")]
    public async Task Ten_thousand_that_came_and_went_leave_no_entry()
    {
        await using var yard = new Yard();
        yard.Launcher.ComesUp = true;
        BundleKey[] keys = [.. Enumerable.Range(0, 10_000).Select(number => new BundleKey("team", $"bundle-{number}"))];
        await yard.ApplyAsync(keys.Select(Yard.Bundle));
        foreach (var key in keys.Take(20))
        {
            await yard.Calls.RequestAsync(key, null, "tools/call", [], Resend.IfUnsent, progress: null, Patience.Token);
        }

        foreach (var key in keys[..^1])
        {
            yard.Drop(key);
        }

        await yard.RemoveAsync(keys[^1]);
        while (yard.Supervisor.ActiveKeys > 0)
        {
            await Task.Yield();
        }

        yard.Supervisor.Runs.ShouldBe(0);
        yard.Launcher.Alive.ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "BND-12")]
    public async Task One_that_is_removed_and_installed_again_is_another()
    {
        await using var yard = new Yard();
        await yard.RunningAsync(bundle => bundle with { Respawns = 7 });
        await yard.RemoveAsync();
        await yard.ApplyAsync(Yard.Bundle());
        await yard.ChangeAsync(bundle => bundle with { Respawns = 1 });

        (await yard.NextStartAsync()).Succeed();
        await yard.UntilAsync(status => status.State == BundleState.Running);
    }

    [Fact]
    [Trait("criterion", "BND-38")]
    public async Task A_crash_shows_why_and_is_mended_after_the_back_off()
    {
        await using var yard = new Yard();
        var server = await yard.RunningAsync();
        server.Crash();
        var status = await yard.UntilAsync(status => status.State == BundleState.Crashed);
        status.LastError.ShouldBe("it exited with code 1");
        status.Reason.ShouldBe("exited");
        yard.Witness.Moves[^1].Detail.ShouldBe("last words");

        yard.Time.Advance(TimeSpan.FromSeconds(0.5));
        (await yard.NextStartAsync()).Succeed();
        await yard.UntilAsync(status => status.State == BundleState.Running && status.Generation == 2);
    }

    [Fact]
    [Trait("criterion", "BND-39")]
    public async Task Five_crashes_in_a_minute_are_death_which_five_minutes_end()
    {
        await using var yard = new Yard();
        await DieAsync(yard);
        yard.Witness.Path(Yard.Key).ShouldEndWith("starting crashed dead");
        (await CallAsync(yard)).ShouldBeOfType<CallOutcome.Unavailable>("it was recovered for a call already");
        yard.Launcher.Count.ShouldBe(6);

        await yard.UntilAsync(status => status.State == BundleState.Dead);
        await yard.Time.WhenArmedAsync(dueIn: TimeSpan.FromMinutes(5));
        yard.Time.Advance(TimeSpan.FromMinutes(5));
        (await yard.NextStartAsync()).Succeed();
        await yard.UntilAsync(status => status.State == BundleState.Running);
    }

    [Theory]
    [InlineData("credentials")]
    [InlineData("respawn")]
    [InlineData("definition")]
    [Trait("criterion", "BND-39")]
    public async Task A_change_or_a_start_re_arms_the_dead(string what)
    {
        await using var yard = new Yard();
        await DieAsync(yard, recover: false);
        await yard.ChangeAsync(bundle => what switch
        {
            "credentials" => Yard.SetToken(bundle, "better"),
            "respawn" => bundle with { Respawns = bundle.Respawns + 1 },
            _ => bundle with { Definition = bundle.Definition with { Command = "better" } },
        });

        (await yard.NextStartAsync()).Fail();
        // Forgiven: the next failure waits half a second at most, and is no death.
        await yard.UntilAsync(status => status.State == BundleState.Crashed);
        yard.Time.Advance(TimeSpan.FromSeconds(0.5));
        (await yard.NextStartAsync()).Succeed();
        await yard.UntilAsync(status => status.State == BundleState.Running);
    }

    [Fact]
    [Trait("criterion", "BND-42")]
    public async Task Fifty_callers_of_a_dead_one_share_one_attempt_and_the_next_comes_after_half_a_minute()
    {
        await using var yard = new Yard();
        await DieAsync(yard, recover: false);
        using var first = new CancellationTokenSource();
        var cancelled = yard.Calls.RequestAsync(Yard.Key, null, "tools/call", [], Resend.IfUnsent, progress: null, first.Token);
        var callers = Enumerable.Range(0, 50).Select(_ => CallAsync(yard)).ToList();
        var attempt = await yard.NextStartAsync();
        await first.CancelAsync();
        attempt.Fail();
        await Should.ThrowAsync<OperationCanceledException>(() => cancelled);
        foreach (var caller in callers)
        {
            (await caller).ShouldBeOfType<CallOutcome.Unavailable>().Code.ShouldBe(CallFaults.Down);
        }

        yard.Launcher.Count.ShouldBe(6);
        yard.Time.Advance(TimeSpan.FromSeconds(29));
        (await CallAsync(yard)).ShouldBeOfType<CallOutcome.Unavailable>().Message.ShouldContain("it failed at");
        yard.Launcher.Count.ShouldBe(6);

        yard.Time.Advance(TimeSpan.FromSeconds(1));
        var served = CallAsync(yard);
        (await yard.NextStartAsync()).Succeed();
        (await served).ShouldBeOfType<CallOutcome.Result>();
    }

    [Fact]
    [Trait("criterion", "BND-41")]
    public async Task Two_probes_without_an_answer_have_the_server_replaced()
    {
        await using var yard = new Yard();
        var server = await yard.RunningAsync();
        var probes = 0;
        server.OnRequest = (method, _, token) =>
        {
            method.ShouldBe("ping");
            Interlocked.Increment(ref probes);
            return FakeServer.HangAsync(token);
        };
        for (var miss = 0; miss < 2; miss++)
        {
            await yard.Time.WhenArmedAsync(TimeSpan.FromSeconds(24), TimeSpan.FromSeconds(36));
            yard.Time.Advance(yard.Time.UntilNextTimer!.Value);
            await yard.Time.WhenArmedAsync(dueIn: TimeSpan.FromSeconds(10));
            yard.Time.Advance(TimeSpan.FromSeconds(10));
        }

        (await yard.NextStartAsync()).Succeed();
        await yard.UntilAsync(status => status.Generation == 2);
        probes.ShouldBe(2);
        yard.Witness.Moves.ShouldContain(move => move.Status.Reason == "unresponsive");
        await server.Ended;
    }

    [Fact]
    [Trait("criterion", "BND-41")]
    public async Task An_answer_between_two_misses_counts_and_one_that_knows_no_ping_answers_too()
    {
        await using var yard = new Yard();
        var server = await yard.RunningAsync();
        foreach (var answers in (bool[])[false, true, false, true])
        {
            server.OnRequest = answers
                ? static (_, _, _) => Task.FromException<JsonNode?>(new ServerErrorException(-32601, "Method not found", null))
                : static (_, _, token) => FakeServer.HangAsync(token);
            await yard.Time.WhenArmedAsync(TimeSpan.FromSeconds(24), TimeSpan.FromSeconds(36));
            yard.Time.Advance(yard.Time.UntilNextTimer!.Value);
            if (!answers)
            {
                await yard.Time.WhenArmedAsync(dueIn: TimeSpan.FromSeconds(10));
                yard.Time.Advance(TimeSpan.FromSeconds(10));
            }
        }

        await yard.Time.WhenArmedAsync(TimeSpan.FromSeconds(24), TimeSpan.FromSeconds(36));
        yard.Launcher.Count.ShouldBe(1);
        server.Ended.IsCompleted.ShouldBeFalse();
    }

    /// <summary>Starts an eager bundle until the node gives up on it.</summary>
    private static async Task DieAsync(Yard yard, bool recover = true)
    {
        var bundle = Yard.Bundle();
        await yard.ApplyAsync(bundle with { Definition = bundle.Definition with { Eager = true } });
        for (var failure = 1; failure <= 5; failure++)
        {
            (await yard.NextStartAsync()).Fail();
            var state = failure < 5 ? BundleState.Crashed : BundleState.Dead;
            await yard.UntilAsync(status => status.State == state);
            if (failure < 5)
            {
                while (yard.Supervisor.ActiveKeys > 0)
                {
                    await Task.Yield();
                }

                yard.Time.Advance(TimeSpan.FromSeconds(8));
            }
        }

        if (recover)
        {
            var call = CallAsync(yard);
            (await yard.NextStartAsync()).Fail();
            (await call).ShouldBeOfType<CallOutcome.Unavailable>().Code.ShouldBe(CallFaults.Down);
        }
    }

    private static Task<CallOutcome> CallAsync(Yard yard) => yard.Calls.RequestAsync(Yard.Key, null, "tools/call", [], Resend.IfUnsent, progress: null, Patience.Token);
}
