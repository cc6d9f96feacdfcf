using System.Diagnostics;
using Switchyard.Processes.Tests.Rigs;
using Switchyard.Testing.Runs;
using Switchyard.Testing.Time;

namespace Switchyard.Processes.Tests;

/// <summary>How a child ends: asked, told, made.</summary>
public sealed class StopTests : IAsyncDisposable
{
    private static readonly TimeSpan Eof = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Term = TimeSpan.FromSeconds(3);

    private readonly FakeTime _time = new();
    private readonly ProcessRig _rig;

    public StopTests() => _rig = new ProcessRig(_time);

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    [Trait("criterion", "BND-32")]
    public async Task A_polite_server_ends_by_the_end_of_its_input_without_a_signal()
    {
        var child = await StartAsync("echo ready; while read -r line; do :; done; exit 7");

        await child.StopAsync().WaitAsync(Patience.Token);

        var exit = await child.Ended;
        exit.ExitCode.ShouldBe(7);
        exit.Signal.ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "BND-32")]
    public async Task A_polite_server_ends_within_200_ms()
    {
        List<double> times = [];
        for (var i = 0; i < 20; i++)
        {
            var child = await StartAsync("echo ready; read -r line; exit 0");
            var clock = Stopwatch.StartNew();
            await child.StopAsync().WaitAsync(Patience.Token);
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        // The median: a machine that is busy with other tests may take its time now and then.
        times.Order().ElementAt(times.Count / 2).ShouldBeLessThan(200);
    }

    [Fact]
    [Trait("criterion", "BND-32")]
    public async Task A_deaf_server_gets_SIGTERM_after_2_s()
    {
        var child = await StartAsync("echo ready; while :; do sleep 1000; done");

        var stop = child.StopAsync();
        await _time.WhenArmedAsync(Eof).WaitAsync(Patience.Token);
        _time.Advance(Eof - TimeSpan.FromMilliseconds(1));
        stop.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await stop.WaitAsync(Patience.Token);

        (await child.Ended).Signal.ShouldBe(15);
    }

    [Fact]
    [Trait("criterion", "BND-32")]
    public async Task One_that_ignores_SIGTERM_too_gets_SIGKILL_3_s_later()
    {
        var child = await StartAsync("trap '' TERM; echo ready; while :; do sleep 1000; done");

        var stop = child.StopAsync();
        await _time.WhenArmedAsync(Eof).WaitAsync(Patience.Token);
        _time.Advance(Eof);
        await _time.WhenArmedAsync(Term).WaitAsync(Patience.Token);
        _time.Advance(Term);
        await stop.WaitAsync(Patience.Token);

        (await child.Ended).Signal.ShouldBe(9);
    }

    [Fact]
    [Trait("criterion", "BND-32")]
    public async Task SIGTERM_reaches_the_whole_group_once()
    {
        var child = await StartAsync("""
            (trap 'echo child; exit' TERM; echo started; while :; do sleep 0.02; done) &
            trap 'echo parent; wait; exit 3' TERM
            while :; do sleep 0.02; done
            """, "started");

        var stop = child.StopAsync();
        await _time.WhenArmedAsync(Eof).WaitAsync(Patience.Token);
        _time.Advance(Eof);
        await stop.WaitAsync(Patience.Token);

        var said = new[] { await ProcessRig.LineAsync(child), await ProcessRig.LineAsync(child), await ProcessRig.LineAsync(child) };
        said.ShouldBe(["child", "parent", null], ignoreOrder: true);
        (await child.Ended).ExitCode.ShouldBe(3);
    }

    [Fact]
    public async Task Haste_ends_an_orderly_stop()
    {
        var child = await StartAsync("trap '' TERM; echo ready; while :; do sleep 1000; done");

        var stop = child.StopAsync();
        await _time.WhenArmedAsync(Eof).WaitAsync(Patience.Token);
        child.Kill();
        await stop.WaitAsync(Patience.Token);

        (await child.Ended).Signal.ShouldBe(9);
        _time.ArmedTimers.ShouldBe(0);
    }

    [Fact]
    [Trait("criterion", "BND-32")]
    public async Task Nobody_is_left_as_a_zombie()
    {
        for (var i = 0; i < 20; i++)
        {
            var child = await StartAsync("(exit 1) & (exit 2) & echo ready; sleep 1000 & while :; do sleep 1000; done");
            child.Kill();
            await child.Ended.WaitAsync(Patience.Token);
        }

        ProcessTable.All().Where(static process => process.IsZombie && Parent(process.Id) == Environment.ProcessId).ShouldBeEmpty();
    }

    private static int Parent(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1]);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private async Task<ChildProcess> StartAsync(string script, string ready = "ready")
    {
        var child = await _rig.Host.StartAsync(_rig.Shell(script));
        (await ProcessRig.LineAsync(child)).ShouldBe(ready);
        return child;
    }
}
