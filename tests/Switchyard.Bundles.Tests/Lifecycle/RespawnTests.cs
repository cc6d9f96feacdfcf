using System.Text.Json.Nodes;
using System.Threading.Channels;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Lifecycle;

public sealed class RespawnTests
{
    [Fact]
    [Trait("criterion", "BND-13")]
    [Trait("criterion", "BND-26")]
    public async Task The_new_one_comes_up_first_then_takes_over_and_the_old_one_ends()
    {
        await using var yard = new Yard();
        var old = await yard.RunningAsync();
        var revision = await yard.ChangeAsync(bundle => Yard.SetToken(bundle, "new"));
        var start = await yard.NextStartAsync();
        yard.Status.State.ShouldBe(BundleState.Restarting);
        yard.Status.RunningVersion.ShouldBe(0);
        (await CallAsync(yard)).ShouldBeOfType<CallOutcome.Result>();
        old.Stops.ShouldBeEmpty();

        start.Succeed();
        var status = (await yard.SettledAsync(revision)).ShouldNotBeNull();
        status.State.ShouldBe(BundleState.Running);
        status.RunningVersion.ShouldBe(1);
        status.Generation.ShouldBe(2);
        (await old.Ended).Cause.ShouldBe(ServerEndCause.Stopped);
        old.Stops.ShouldBe([StopMode.Orderly]);
        yard.Witness.Path(Yard.Key).ShouldBe("stopped starting running restarting running");
        yard.Witness.Respawns.ShouldBe([true]);
    }

    [Theory]
    [InlineData(ServerStep.Spawn)]
    [InlineData(ServerStep.Initialize)]
    [InlineData(ServerStep.List)]
    [Trait("criterion", "BND-14")]
    [Trait("criterion", "BND-26")]
    public async Task A_new_one_that_fails_leaves_the_old_one_serving_and_is_not_tried_for_ever(object step)
    {
        await using var yard = new Yard();
        var old = await yard.RunningAsync();
        var revision = await yard.ChangeAsync(bundle => Yard.SetToken(bundle, "wrong"));
        (await yard.NextStartAsync()).Fail((ServerStep)step);

        var status = (await yard.SettledAsync(revision)).ShouldNotBeNull();
        status.State.ShouldBe(BundleState.Running);
        status.LastError.ShouldBe($"it failed at {step}");
        status.Generation.ShouldBe(1);
        status.RunningVersion.ShouldBe(0);
        yard.Supervisor.Run(Yard.Key)!.Wanted!.Credentials.Version.ShouldBe(1);
        (await CallAsync(yard)).ShouldBeOfType<CallOutcome.Result>();
        old.Stops.ShouldBeEmpty();
        yard.Witness.Respawns.ShouldBe([false]);
        await yard.SettledAsync(await yard.ApplyAsync());
        yard.Launcher.Count.ShouldBe(2);

        // What is asked for again is tried again.
        revision = await yard.ChangeAsync(bundle => bundle with { Respawns = bundle.Respawns + 1 });
        (await yard.NextStartAsync()).Succeed();
        status = (await yard.SettledAsync(revision)).ShouldNotBeNull();
        status.LastError.ShouldBeNull();
        status.RunningVersion.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "BND-17")]
    public async Task A_thousand_changes_during_a_start_are_one_more_start_with_the_last_settings()
    {
        await using var yard = new Yard();
        await yard.RunningAsync();
        await yard.ChangeAsync(bundle => Yard.SetToken(bundle, "first"));
        var first = await yard.NextStartAsync();
        var settled = new List<Task<BundleStatus?>>();
        for (var change = 0; change < 1000; change++)
        {
            settled.Add(yard.SettledAsync(await yard.ChangeAsync(bundle => Yard.SetToken(bundle, $"value-{change}"))));
        }

        first.Succeed();
        var last = await yard.NextStartAsync();
        last.Config.Credentials.Values["token"]!.Reveal().ShouldBe("value-999");
        settled.ShouldAllBe(task => !task.IsCompleted);
        last.Succeed();

        foreach (var status in await Task.WhenAll(settled))
        {
            status.ShouldNotBeNull().RunningVersion.ShouldBe(1001);
        }

        yard.Launcher.Count.ShouldBe(3);
        yard.Launcher.MostAtOnce.ShouldBeLessThanOrEqualTo(3);
        // What waited is told before the key's turn is over.
        while (yard.Supervisor.ActiveKeys > 0)
        {
            await Task.Yield();
        }
    }

    [Fact]
    [Trait("criterion", "BND-15")]
    public async Task An_exclusive_one_ends_before_the_new_one_begins_and_calls_wait()
    {
        await using var yard = new Yard();
        var old = await yard.RunningAsync(bundle => bundle with { Definition = bundle.Definition with { Exclusive = true } });
        await yard.ChangeAsync(bundle => Yard.SetToken(bundle, "new"));
        var start = await yard.NextStartAsync();
        old.Ended.IsCompleted.ShouldBeTrue();
        var waiting = CallAsync(yard);
        var impatient = CallAsync(yard);
        await yard.Time.WhenArmedAsync(dueIn: TimeSpan.FromSeconds(5));
        waiting.IsCompleted.ShouldBeFalse();

        yard.Time.Advance(TimeSpan.FromSeconds(5));
        (await impatient).ShouldBeOfType<CallOutcome.Unavailable>().Code.ShouldBe(CallFaults.Restarting);
        var served = CallAsync(yard);
        start.Succeed();
        (await served).ShouldBeOfType<CallOutcome.Result>();
        yard.Launcher.MostAtOnce.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "BND-27")]
    [Trait("criterion", "BND-15")]
    public async Task What_holds_a_revoked_credential_ends_at_once_with_the_calls_on_it()
    {
        await using var yard = new Yard();
        var old = await yard.RunningAsync(bundle => Yard.SetToken(bundle, "old"));
        old.IsDeaf = true;
        old.OnRequest = static (_, _, token) => FakeServer.HangAsync(token);
        var call = CallAsync(yard);

        var revision = await yard.ChangeAsync(Yard.RevokeToken);
        (await old.Ended).Cause.ShouldBe(ServerEndCause.Stopped);
        (await call).ShouldBeOfType<CallOutcome.Unavailable>().Code.ShouldBe(CallFaults.Lost);
        (await yard.NextStartAsync()).Succeed();
        (await yard.SettledAsync(revision)).ShouldNotBeNull().State.ShouldBe(BundleState.Running);
        yard.Witness.Moves.ShouldContain(move => move.Status.Reason == "credentials_revoked");
        yard.Launcher.MostAtOnce.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "BND-27")]
    public async Task A_start_with_a_revoked_credential_is_given_up()
    {
        await using var yard = new Yard();
        var old = await yard.RunningAsync();
        await yard.ChangeAsync(bundle => Yard.SetToken(bundle, "leaked"));
        var start = await yard.NextStartAsync();

        await yard.ChangeAsync(Yard.RevokeToken);
        var next = await yard.NextStartAsync();
        next.Config.Credentials.Values.ShouldBeEmpty();
        start.Decided.IsCompleted.ShouldBeFalse();
        next.Succeed();
        await yard.UntilAsync(status => status.RunningVersion == 2);
        old.Ended.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    [Trait("criterion", "BND-27")]
    public async Task An_old_one_that_drains_ends_too_when_its_credential_is_revoked()
    {
        await using var yard = new Yard();
        var old = await yard.RunningAsync(bundle => Yard.SetToken(bundle, "old"));
        old.OnRequest = static (_, _, token) => FakeServer.HangAsync(token);
        var call = CallAsync(yard);
        await yard.ChangeAsync(bundle => bundle with { Respawns = 1 });
        (await yard.NextStartAsync()).Succeed();
        await yard.UntilAsync(status => status.Generation == 2);
        old.Ended.IsCompleted.ShouldBeFalse();

        await yard.ChangeAsync(Yard.RevokeToken);
        await old.Ended;
        (await call).ShouldBeOfType<CallOutcome.Unavailable>();
        (await yard.NextStartAsync()).Succeed();
    }

    [Fact]
    [Trait("criterion", "BND-19")]
    [Trait("criterion", "TOL-66")]
    public async Task Calls_in_flight_end_on_the_old_one_within_their_time_and_later_ones_go_to_the_new_one()
    {
        await using var yard = new Yard();
        var old = await yard.RunningAsync(bundle => bundle with { Definition = bundle.Definition with { Timeouts = bundle.Definition.Timeouts with { Call = TimeSpan.FromHours(1) } } });
        var gate = new TaskCompletionSource<JsonNode?>();
        old.OnRequest = (_, _, token) => gate.Task.WaitAsync(token);
        var ends = CallAsync(yard);
        old.OnRequest = static (_, _, token) => FakeServer.HangAsync(token);
        var hangs = CallAsync(yard);
        await yard.ChangeAsync(bundle => bundle with { Respawns = 1 });
        (await yard.NextStartAsync()).Succeed();
        await yard.UntilAsync(status => status.Generation == 2);
        (await CallAsync(yard)).ShouldBeOfType<CallOutcome.Result>();
        gate.SetResult("done");
        (await ends).ShouldBeOfType<CallOutcome.Result>().Value!.GetValue<string>().ShouldBe("done");
        yard.Status.Calls.ShouldBe(1);

        yard.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        hangs.IsCompleted.ShouldBeFalse();
        yard.Time.Advance(TimeSpan.FromSeconds(1));
        (await hangs).ShouldBeOfType<CallOutcome.Unavailable>().Code.ShouldBe(CallFaults.Lost);
        await old.Ended;
    }

    [Fact]
    [Trait("criterion", "BND-3")]
    public async Task An_old_one_that_ends_while_the_new_one_fails_is_a_crash()
    {
        await using var yard = new Yard();
        var old = await yard.RunningAsync();
        await yard.ChangeAsync(bundle => bundle with { Respawns = 1 });
        var start = await yard.NextStartAsync();
        old.Crash();
        start.Fail();

        (await yard.UntilAsync(status => status.State == BundleState.Crashed)).RunningVersion.ShouldBeNull();
        yard.Witness.Path(Yard.Key).ShouldBe("stopped starting running restarting crashed");
    }

    [Fact]
    [Trait("criterion", "BND-13")]
    public async Task What_a_running_server_can_take_over_needs_no_other()
    {
        await using var yard = new Yard();
        await yard.RunningAsync();
        var revision = await yard.ChangeAsync(bundle => bundle with
        {
            Definition = bundle.Definition with { DisplayName = "other", Protected = true, Allow = ["read_*"], Limits = bundle.Definition.Limits with { Calls = 1 } },
        });

        await yard.SettledAsync(revision);
        yard.Launcher.Count.ShouldBe(1);
    }

    [Fact]
    [Trait("criterion", "BND-16")]
    public async Task Bundles_do_not_wait_for_each_other()
    {
        await using var yard = new Yard();
        await yard.RunningAsync();
        await yard.ChangeAsync(bundle => bundle with { Respawns = 1 });
        var hanging = await yard.NextStartAsync();
        var other = Yard.Bundle(new BundleKey("team", "other"));
        await yard.ApplyAsync(other with { Definition = other.Definition with { Eager = true } });
        var start = await yard.NextStartAsync();
        start.Config.Key.ShouldBe(other.Key);
        start.Succeed();

        await yard.UntilAsync(status => status.State == BundleState.Running, other.Key);
        hanging.Fail();
    }

    [Fact]
    [Trait("criterion", "BND-13")]
    public async Task A_hundred_respawns_under_calls_fail_none()
    {
        await using var yard = new Yard();
        yard.Launcher.ComesUp = true;
        var bundle = Yard.Bundle();
        await yard.ApplyAsync(bundle with { Definition = bundle.Definition with { Eager = true } });
        await yard.UntilAsync(status => status.State == BundleState.Running);
        using var ending = new CancellationTokenSource();
        var made = Channel.CreateBounded<int>(1);
        var callers = Enumerable.Range(0, 4).Select(async _ =>
        {
            while (!ending.IsCancellationRequested)
            {
                await Task.Yield();
                (await CallAsync(yard)).ShouldBeOfType<CallOutcome.Result>();
                made.Writer.TryWrite(0);
            }
        }).ToList();

        for (var respawn = 1; respawn <= 100; respawn++)
        {
            var settled = yard.SettledAsync(await yard.ChangeAsync(bundle => bundle with { Respawns = bundle.Respawns + 1 }));
            await made.Reader.ReadAsync(Patience.Token);
            await settled;
        }

        await ending.CancelAsync();
        await Task.WhenAll(callers);
        yard.Status.Generation.ShouldBe(101);
        yard.Launcher.Alive.Count.ShouldBe(1);
    }

    private static Task<CallOutcome> CallAsync(Yard yard) => yard.Calls.RequestAsync(Yard.Key, null, "tools/call", [], Resend.IfUnsent, progress: null, Patience.Token);
}
