using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Leases;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Lifecycle;

/// <summary>An exclusive bundle on a node that owns it, on one that does not, and at the change from one to the other.</summary>
[Trait("criterion", "BND-51")]
public sealed class ExclusiveTests : IAsyncDisposable
{
    private static readonly Ownership.Elsewhere Other = new(Guid.Parse("bbbbbbbb-0000-0000-0000-000000000000"), "b", new Uri("http://b:8081"), 4);

    private readonly Yard _yard = new();

    public ValueTask DisposeAsync() => _yard.DisposeAsync();

    [Fact]
    public async Task It_starts_when_it_is_owned_and_not_before()
    {
        _yard.Own(Ownership.None);
        var revision = await InstallAsync();
        await _yard.SettledAsync(revision);
        (_yard.Status.State, _yard.Status.Reason).ShouldBe((BundleState.Stopped, BundleReasons.Unowned));
        _yard.Launcher.Count.ShouldBe(0);

        _yard.Own(_yard.Hold(TimeSpan.FromSeconds(14)));
        (await _yard.NextStartAsync()).Succeed();
        await _yard.UntilAsync(status => status.State == BundleState.Running);
    }

    [Fact]
    public async Task A_loss_ends_the_server_at_once_and_calls_go_to_the_new_owner()
    {
        var server = await RunningAsync();
        _yard.Own(Other);
        server.Stops.ShouldContain(StopMode.Now);
        await _yard.UntilAsync(status => status is { State: BundleState.Stopped, Reason: BundleReasons.Elsewhere });
        _yard.Launcher.Alive.ShouldBeEmpty();
        _yard.Witness.Moves.Select(move => move.Status.Reason).ShouldContain(BundleReasons.LeaseLost);

        var answer = await CallAsync();
        answer.ShouldBeOfType<CallOutcome.Result>();
        _yard.Reach.Asked[^1].Owner.ShouldBe(Other);
        _yard.Launcher.Count.ShouldBe(1);
    }

    [Fact]
    public async Task After_a_pause_it_serves_nothing_though_nobody_has_said_yet_that_it_is_lost()
    {
        var server = await RunningAsync();
        server.OnRequest = static (_, _, _) => throw new InvalidOperationException("It was asked.");
        _yard.Time.Advance(TimeSpan.FromSeconds(14));

        var answering = CallAsync();
        await _yard.UntilAsync(status => status is { State: BundleState.Stopped, Reason: BundleReasons.Unowned });
        server.Stops.ShouldContain(StopMode.Now);
        _yard.Own(Other);
        (await answering).ShouldBeOfType<CallOutcome.Result>();
    }

    [Fact]
    public async Task A_start_under_way_is_given_up_with_the_lease()
    {
        await InstallAsync();
        await _yard.NextStartAsync();
        _yard.Own(Other);
        await _yard.UntilAsync(status => status is { State: BundleState.Stopped, Reason: BundleReasons.Elsewhere });
        (_yard.Launcher.UnderWay, _yard.Launcher.Alive.Count).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_call_on_its_way_to_an_owner_that_is_lost_ends_and_the_next_one_waits_for_the_new_owner()
    {
        _yard.Own(Other);
        await InstallAsync();
        (await CallAsync()).ShouldBeOfType<CallOutcome.Result>();
        _yard.Reach.Found!.OnRequest = static (_, _, token) => FakeServer.HangAsync(token);
        var hanging = CallAsync();
        _yard.Reach.Fault = static () => new ServerLostException("refused", wasWritten: false);
        _yard.Own(Ownership.None);
        (await hanging).ShouldBeOfType<CallOutcome.Unavailable>().Code.ShouldBe(CallFaults.Lost);

        var waiting = CallAsync();
        _yard.Own(_yard.Hold(TimeSpan.FromSeconds(14)));
        (await _yard.NextStartAsync()).Succeed();
        (await waiting).ShouldBeOfType<CallOutcome.Result>();
    }

    [Fact]
    public async Task Without_an_owner_a_call_ends_after_the_gap()
    {
        _yard.Own(Ownership.None);
        await InstallAsync();
        var waiting = CallAsync();
        await _yard.Time.WhenArmedAsync(dueIn: TimeSpan.FromSeconds(5));
        _yard.Time.Advance(TimeSpan.FromSeconds(5));
        (await waiting).ShouldBeOfType<CallOutcome.Unavailable>().Code.ShouldBe(CallFaults.Restarting);
    }

    [Fact]
    public async Task What_the_owner_says_of_its_bundle_is_the_answer()
    {
        _yard.Own(Other);
        _yard.Reach.Fault = static () => new CallRefusedException(CallFaults.Down, "It is dead.");
        await InstallAsync();
        var answer = (await CallAsync()).ShouldBeOfType<CallOutcome.Unavailable>();
        (answer.Code, answer.Message).ShouldBe((CallFaults.Down, "It is dead."));
    }

    [Fact]
    public async Task Tools_of_the_owner_are_on_offer_here_and_changes_of_them_too()
    {
        _yard.Own(Other);
        await InstallAsync();
        await CallAsync();
        _yard.Supervisor.Run(Yard.Key)!.Tools.Select(tool => tool.Name).ShouldBe(["echo"]);
        var changes = _yard.Supervisor.Changes.Version("team");
        _yard.Reach.Found!.ChangeTools("a", "b");
        _yard.Supervisor.Run(Yard.Key)!.Tools.Select(tool => tool.Name).ShouldBe(["a", "b"]);
        _yard.Supervisor.Changes.Version("team").ShouldBeGreaterThan(changes);

        // The owner has another server: it is looked for again.
        var before = _yard.Reach.Asked.Count;
        _yard.Reach.Found.Crash();
        (await CallAsync()).ShouldBeOfType<CallOutcome.Result>();
        _yard.Reach.Asked.Count.ShouldBeGreaterThan(before);
    }

    private Task<CallOutcome> CallAsync() => _yard.Calls.RequestAsync(Yard.Key, user: null, "tools/call", new JsonObject(), Resend.IfUnsent, progress: null, Patience.Token);

    private Task<long> InstallAsync()
    {
        var bundle = Yard.Bundle();
        return _yard.ApplyAsync(bundle with { Definition = bundle.Definition with { Exclusive = true, Eager = true } });
    }

    private async Task<FakeServer> RunningAsync()
    {
        _yard.Own(_yard.Hold(TimeSpan.FromSeconds(14)));
        var server = await _yard.RunningAsync(bundle => bundle with { Definition = bundle.Definition with { Exclusive = true } });

        // Nothing looks at it any more by itself: what happens next is the test's doing.
        await _yard.SettledAsync(_yard.Revision);
        return server;
    }
}
