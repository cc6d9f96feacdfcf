using Switchyard.Processes.Tests.Rigs;
using Switchyard.Testing.Runs;

namespace Switchyard.Processes.Tests;

/// <summary>What a server has started ends with it, wherever it has gone.</summary>
public sealed class SurvivorTests : IAsyncDisposable
{
    private readonly ProcessRig _rig = new(TimeProvider.System);

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [Trait("criterion", "BND-30")]
    [Trait("criterion", "BND-32")]
    [InlineData("sleep 1000 & echo ready; read -r line")]
    [InlineData("(sleep 1000 & sleep 1000 &) ; echo ready; read -r line")]
    [InlineData("(setsid sleep 1000 >/dev/null 2>&1 &) ; echo ready; read -r line")]
    [InlineData("(setsid sh -c 'trap \"\" TERM HUP; setsid sleep 1000 & sleep 1000' &) ; echo ready; read -r line")]
    [InlineData("env -i sleep 1000 & echo ready; read -r line")]
    public async Task Grandchildren_end_with_their_server(string script)
    {
        var child = await _rig.Host.StartAsync(_rig.Shell(script));
        (await ProcessRig.LineAsync(child)).ShouldBe("ready");

        await child.StopAsync().WaitAsync(Patience.Token);

        _rig.Marked().ShouldBeEmpty();
        ProcessTable.All().Where(process => process.Session == child.Id && !process.IsZombie).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "BND-32")]
    public async Task Grandchildren_of_a_server_that_ends_by_itself_end_too()
    {
        var child = await _rig.Host.StartAsync(_rig.Shell("(setsid sleep 1000 &); sleep 1000 & exit 4"));

        (await child.Ended.WaitAsync(Patience.Token)).ExitCode.ShouldBe(4);

        _rig.Marked().ShouldBeEmpty();
    }

    [Fact]
    public async Task One_bundle_ends_without_another()
    {
        var one = await _rig.Host.StartAsync(_rig.Shell("(setsid sleep 1000 &); echo ready; read -r line"));
        var other = await _rig.Host.StartAsync(_rig.Shell("(setsid sleep 1000 &); echo ready; read -r line"));
        await ProcessRig.LineAsync(one);
        await ProcessRig.LineAsync(other);

        one.Kill();
        await one.Ended.WaitAsync(Patience.Token);

        _rig.Marked().Count.ShouldBe(2);
        other.Ended.IsCompleted.ShouldBeFalse();
        await other.StopAsync().WaitAsync(Patience.Token);
    }

    [Fact]
    [Trait("criterion", "BND-20")]
    public async Task A_host_that_ends_takes_its_children_along_also_those_that_are_being_started()
    {
        var rig = new ProcessRig(TimeProvider.System);
        var starts = Enumerable.Range(0, 20).Select(_ => rig.Host.StartAsync(rig.Shell("(setsid sleep 1000 &); trap '' TERM; sleep 1000"))).ToList();
        await starts[0];

        // It asserts that nothing is left.
        await rig.DisposeAsync();

        foreach (var start in starts)
        {
            await Should.NotThrowAsync(async () =>
            {
                try
                {
                    (await (await start).Ended.WaitAsync(Patience.Token)).Signal.ShouldBe(9);
                }
                catch (ObjectDisposedException)
                {
                    // It came too late.
                }
            });
        }
    }

    [Fact]
    public async Task A_process_that_can_not_be_found_and_holds_the_streams_delays_nothing_for_long()
    {
        // It has neither the mark nor the session any more. A limit of the system: only control groups could hold it.
        var child = await _rig.Host.StartAsync(_rig.Shell("env -i setsid sh -c 'echo $$; exec sleep 1000' & read -r line"));
        var hidden = int.Parse((await ProcessRig.LineAsync(child))!);
        try
        {
            await child.StopAsync().WaitAsync(Patience.Token);
            child.Ended.IsCompletedSuccessfully.ShouldBeTrue();
        }
        finally
        {
            var entry = ProcessTable.Find(hidden).ShouldNotBeNull();
            Signals.End(entry, static _ => true);
        }
    }
}
