using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Lifecycle;

public sealed class StartTests
{
    [Fact]
    [Trait("criterion", "BND-50")]
    public async Task One_that_nobody_calls_is_not_started_and_an_eager_one_is()
    {
        await using var yard = new Yard();
        var revision = await yard.ApplyAsync(Yard.Bundle());
        (await yard.SettledAsync(revision)).ShouldNotBeNull().State.ShouldBe(BundleState.Stopped);
        yard.Launcher.Count.ShouldBe(0);

        await yard.ChangeAsync(bundle => bundle with { Definition = bundle.Definition with { Eager = true } });
        (await yard.NextStartAsync()).Succeed();
        var status = await yard.UntilAsync(status => status.State == BundleState.Running);
        status.Generation.ShouldBe(1);
        status.RunningVersion.ShouldBe(0);
        yard.Witness.Path(Yard.Key).ShouldBe("stopped starting running");
    }

    [Fact]
    [Trait("criterion", "BND-50")]
    public async Task The_first_call_starts_it_and_all_who_call_meanwhile_share_that_start()
    {
        await using var yard = new Yard();
        await yard.ApplyAsync(Yard.Bundle());
        var calls = Enumerable.Range(0, 20).Select(_ => CallAsync(yard)).ToList();

        (await yard.NextStartAsync()).Succeed();

        foreach (var call in calls)
        {
            (await call).ShouldBeOfType<CallOutcome.Result>();
        }

        yard.Launcher.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(ServerStep.Spawn)]
    [InlineData(ServerStep.Initialize)]
    [InlineData(ServerStep.List)]
    [Trait("criterion", "BND-3")]
    [Trait("criterion", "BND-5")]
    public async Task One_that_does_not_come_up_is_crashed_with_the_reason_and_tried_again(object step)
    {
        await using var yard = new Yard();
        var bundle = Yard.Bundle();
        var revision = await yard.ApplyAsync(bundle with { Definition = bundle.Definition with { Eager = true } });
        (await yard.NextStartAsync()).Fail((ServerStep)step);

        var status = (await yard.SettledAsync(revision)).ShouldNotBeNull();
        status.State.ShouldBe(BundleState.Crashed);
        status.LastError.ShouldBe($"it failed at {step}");
        status.RunningVersion.ShouldBeNull();
        status.Generation.ShouldBe(0);

        yard.Time.Advance(TimeSpan.FromSeconds(0.5));
        (await yard.NextStartAsync()).Succeed();
        (await yard.UntilAsync(status => status.State == BundleState.Running)).LastError.ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "BND-3")]
    public async Task A_bug_in_a_start_leaves_a_true_state()
    {
        await using var yard = new Yard();
        var bundle = Yard.Bundle();
        var revision = await yard.ApplyAsync(bundle with { Definition = bundle.Definition with { Eager = true } });
        (await yard.NextStartAsync()).Break();

        (await yard.SettledAsync(revision)).ShouldNotBeNull().State.ShouldBe(BundleState.Crashed);
        yard.Broken.ShouldHaveSingleItem().ShouldContain("a bug");
    }

    [Fact]
    [Trait("criterion", "BND-28")]
    public async Task A_missing_credential_keeps_it_stopped_and_an_empty_one_counts_as_missing()
    {
        await using var yard = new Yard();
        var bundle = Yard.Bundle();
        bundle = bundle with { Definition = bundle.Definition with { Eager = true, Credentials = [new CredentialField { Name = "token", Env = "TOKEN", Required = true }] } };
        var revision = await yard.ApplyAsync(bundle);
        (await yard.SettledAsync(revision)).ShouldNotBeNull().Reason.ShouldBe("credentials_missing");
        var refused = (await CallAsync(yard)).ShouldBeOfType<CallOutcome.Unavailable>();
        refused.Code.ShouldBe(CallFaults.CredentialsMissing);
        refused.Message.ShouldContain("token");

        revision = await yard.ChangeAsync(bundle => Yard.SetToken(bundle, ""));
        (await yard.SettledAsync(revision)).ShouldNotBeNull().State.ShouldBe(BundleState.Stopped);
        yard.Launcher.Count.ShouldBe(0);

        await yard.ChangeAsync(bundle => Yard.SetToken(bundle, "value"));
        (await yard.NextStartAsync()).Succeed();
        (await yard.UntilAsync(status => status.State == BundleState.Running)).RunningVersion.ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "BND-16")]
    [Trait("criterion", "BND-45")]
    public async Task Four_come_up_at_once_and_the_others_wait_their_turn()
    {
        await using var yard = new Yard();
        await yard.ApplyAsync(Enumerable.Range(0, 10).Select(number =>
        {
            var bundle = Yard.Bundle(new BundleKey("team", $"bundle-{number}"));
            return bundle with { Definition = bundle.Definition with { Eager = true } };
        }));

        for (var started = 0; started < 10; started++)
        {
            var start = await yard.NextStartAsync();
            yard.Launcher.UnderWay.ShouldBeLessThanOrEqualTo(4);
            start.Succeed();
            await yard.UntilAsync(status => status.State == BundleState.Running, start.Config.Key);
        }

        yard.Launcher.MostUnderWay.ShouldBeLessThanOrEqualTo(4);
        yard.Supervisor.All.ShouldAllBe(status => status.State == BundleState.Running);
    }

    [Fact]
    [Trait("criterion", "BND-20")]
    public async Task A_half_started_server_is_given_up_when_the_node_ends()
    {
        await using var yard = new Yard();
        var bundle = Yard.Bundle();
        await yard.ApplyAsync(bundle with { Definition = bundle.Definition with { Eager = true } });
        var start = await yard.NextStartAsync();

        await yard.Supervisor.StopAsync(Patience.Token);

        yard.Launcher.UnderWay.ShouldBe(0);
        yard.Launcher.Alive.ShouldBeEmpty();
        yard.Witness.Path(Yard.Key).ShouldBe("stopped starting draining stopped");
        yard.Witness.Moves[^1].Status.Reason.ShouldBe("shutdown");
        start.Decided.IsCompleted.ShouldBeFalse();
    }

    private static Task<CallOutcome> CallAsync(Yard yard) => yard.Calls.RequestAsync(Yard.Key, null, "tools/call", [], Resend.IfUnsent, progress: null, Patience.Token);
}
