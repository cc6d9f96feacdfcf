using System.Text.Json.Nodes;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Leases;
using Switchyard.Bundles.Sessions;
using Switchyard.Bundles.Tasks;
using Switchyard.Bundles.Tests.Rigs;
using Switchyard.Model.Bundles;
using Switchyard.Testing.Runs;

namespace Switchyard.Bundles.Tests.Tasks;

/// <summary>What becomes of tasks when their server is replaced, stopped or lost.</summary>
[Trait("criterion", "BND-44")]
public sealed class RespawnTests
{
    private static readonly TimeSpan Drain = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_task_ends_on_the_server_that_it_began_on()
    {
        await using var rig = await TaskRig.StartAsync();
        var client = await TaskClient.BeginAsync(rig.Node);
        var (id, old) = (await client.MakeAsync(), rig.Server);
        await rig.ChangeAsync(static bundle => Yard.SetToken(bundle, "second"));
        await UntilReplacedAsync(rig, old);

        // Both are there: the old one for the task, the new one for what is asked from now on.
        var next = await client.MakeAsync();
        (old.Ids.Count, rig.Server.Ids.Count).ShouldBe((1, 1));
        rig.Node.Yard.Launcher.Alive.Count.ShouldBe(2);
        await rig.PollAsync(old);
        (await client.StandingAsync(id)).Status.ShouldBe("working");

        old.End("task-1", TaskServer.Text("made by the old one"));
        await rig.PollAsync(old);
        (await rig.Node.Recorder.NextAsync()).Outcome.ShouldBe("ok");
        ((string?)(await client.ResultAsync(id))["result"]!["content"]![0]!["text"]).ShouldBe("made by the old one");
        await old.Server.Ended.WaitAsync(Patience.Token);
        (await client.StandingAsync(next)).Status.ShouldBe("working");
    }

    [Fact]
    public async Task A_task_that_does_not_end_within_the_drain_limit_has_failed_and_says_why()
    {
        await using var rig = await TaskRig.StartAsync();
        var client = await TaskClient.BeginAsync(rig.Node);
        var (id, old) = (await client.MakeAsync(), rig.Server);
        await rig.ChangeAsync(static bundle => Yard.SetToken(bundle, "second"));
        await UntilReplacedAsync(rig, old);
        await rig.Node.Yard.Time.WhenArmedAsync(Drain).WaitAsync(Patience.Token);
        rig.Node.Yard.Time.Advance(Drain - TimeSpan.FromMilliseconds(1));
        (await client.StandingAsync(id)).Status.ShouldBe("working");
        rig.Node.Yard.Time.Advance(TimeSpan.FromMilliseconds(1));
        await FailedAsync(rig, client, id, "The server of the bundle 'files' was replaced, and its time to finish is over.");
        await old.Server.Ended.WaitAsync(Patience.Token);
    }

    [Fact]
    public async Task A_credential_that_is_taken_away_ends_it_at_once()
    {
        await using var rig = await TaskRig.StartAsync(with: static bundle => Yard.SetToken(bundle, "secret"));
        var client = await TaskClient.BeginAsync(rig.Node);
        var (id, old) = (await client.MakeAsync(), rig.Server);
        await rig.ChangeAsync(Yard.RevokeToken);
        await FailedAsync(rig, client, id, "A credential of the bundle 'files' was taken away.");
        await old.Server.Ended.WaitAsync(Patience.Token);
        old.Server.Stops.ShouldContain(StopMode.Now);
    }

    [Fact]
    public async Task An_exclusive_bundle_does_not_wait_for_its_tasks()
    {
        await using var rig = await TaskRig.StartAsync(with: static bundle => bundle with { Definition = bundle.Definition with { Exclusive = true } });
        var client = await TaskClient.BeginAsync(rig.Node);
        var (id, old) = (await client.MakeAsync(), rig.Server);
        await rig.ChangeAsync(static bundle => Yard.SetToken(bundle, "second"));
        await FailedAsync(rig, client, id, "The bundle 'files' has one server at a time, and it was replaced.");
        await UntilReplacedAsync(rig, old);
        rig.Node.Yard.Launcher.MostAtOnce.ShouldBe(1);

        id = await client.MakeAsync();
        rig.Node.Yard.Own(Ownership.None);
        await FailedAsync(rig, client, id, "The bundle 'files' runs on another node now.");
    }

    [Fact]
    public async Task A_server_that_ends_takes_its_tasks_along()
    {
        await using var rig = await TaskRig.StartAsync();
        var client = await TaskClient.BeginAsync(rig.Node);
        var id = await client.MakeAsync();
        rig.Server.Server.Crash();
        await FailedAsync(rig, client, id, "The bundle 'files' ended before the task did: it exited with code 1");
    }

    [Fact]
    public async Task A_bundle_that_is_stopped_or_removed_gives_its_tasks_their_time()
    {
        await using var rig = await TaskRig.StartAsync();
        var client = await TaskClient.BeginAsync(rig.Node);
        var id = await client.MakeAsync();
        await rig.ChangeAsync(static bundle => bundle with { Enabled = false });
        await rig.Node.Yard.UntilAsync(static status => status.State == BundleState.Draining, TaskRig.Files);
        (await client.StandingAsync(id)).Status.ShouldBe("working");
        await rig.Node.Yard.Time.WhenArmedAsync(Drain).WaitAsync(Patience.Token);
        rig.Node.Yard.Time.Advance(Drain);
        await FailedAsync(rig, client, id, "The bundle 'files' was stopped, and its time to finish is over.");
    }

    [Fact]
    public async Task The_end_of_the_node_ends_its_tasks_and_puts_them_on_record()
    {
        var rig = await TaskRig.StartAsync();
        await (await TaskClient.BeginAsync(rig.Node)).MakeAsync();
        await rig.DisposeAsync();
        (await rig.Node.Recorder.NextAsync()).Outcome.ShouldBe(CallFaults.Lost);
    }

    private static async Task FailedAsync(TaskRig rig, TaskClient client, string id, string why)
    {
        (await rig.Node.Recorder.NextAsync()).Outcome.ShouldBe(CallFaults.Lost);
        (await client.StandingAsync(id)).ShouldBe(("failed", why));
        var result = (await client.ResultAsync(id))["result"]!;
        ((bool?)result["isError"], (string?)result["content"]![0]!["text"]).ShouldBe((true, why));
    }

    private static async Task UntilReplacedAsync(TaskRig rig, TaskServer old) =>
        await rig.Node.Yard.UntilAsync(status => status.State == BundleState.Running && status.Generation > old.Server.Generation, TaskRig.Files);
}
