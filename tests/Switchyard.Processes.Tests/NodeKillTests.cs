using System.Diagnostics;
using Switchyard.Processes.Tests.Rigs;
using Switchyard.Testing.Processes;
using Switchyard.Testing.Runs;

namespace Switchyard.Processes.Tests;

/// <summary>A node that is killed takes its bundles along, however far their processes have gone.</summary>
public sealed class NodeKillTests : IDisposable
{
    /// <summary>A server that answers the first two requests, with a child in its session, one in a session of its own, and one of that which has lost its parent; those ignore what can be ignored.</summary>
    private const string Forking = """
        trap '' TERM HUP INT
        (sleep 1000 >/dev/null 2>&1 </dev/null &)
        (setsid sh -c 'trap "" TERM HUP INT; (setsid sleep 1000 &); while :; do sleep 1000; done' >/dev/null 2>&1 </dev/null &)
        answer() { read -r line; printf '{"jsonrpc":"2.0","id":%s,"result":%s}\n' "$1" "$2"; }
        answer 1 '{"protocolVersion":"2025-06-18","capabilities":{}}'; read -r line
        answer 2 '{"tools":[]}'
        while :; do sleep 1000; done
        """;

    private readonly string _installation = Guid.CreateVersion7().ToString("N");
    private readonly string _root = Directory.CreateTempSubdirectory("switchyard-node-").FullName;

    public void Dispose()
    {
        Directory.Delete(_root, recursive: true);
        ProcessMarks.Of(_installation).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "BND-33")]
    public async Task Nothing_survives_a_node_that_is_killed()
    {
        List<TimeSpan> times = [];
        for (var i = 0; i < LongForm.Pick(10, 200); i++)
        {
            // The long form takes longer than the patience for one test.
            using var patience = new CancellationTokenSource(Patience.Longest);
            using var node = await StartAsync($"boot-{i}", patience.Token);
            ProcessMarks.Of(_installation).Count.ShouldBeGreaterThan(3 * 4);

            var clock = Stopwatch.StartNew();
            node.Kill();
            await node.WaitForExitAsync(patience.Token);
            await GoneAsync(patience.Token);
            times.Add(clock.Elapsed);
        }

        // The median: the machine is shared with other tests.
        times.Order().ElementAt(times.Count / 2).ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    [Fact]
    [Trait("criterion", "BND-33")]
    public async Task A_node_that_is_started_at_once_ends_what_the_one_before_left_over()
    {
        // Without a watchdog: that is killed first.
        using var first = await StartAsync("boot-1", Patience.Token);
        foreach (var watchdog in ProcessTable.All().Where(IsWatchdog))
        {
            Signals.End(watchdog, static _ => true);
        }

        first.Kill();
        await first.WaitForExitAsync(Patience.Token);

        using var second = await StartAsync("boot-2", Patience.Token);

        ProcessMarks.Of(_installation + "/boot-1").ShouldBeEmpty();
        int.Parse(Said.Split(' ')[1]).ShouldBeGreaterThan(0);
        second.Kill();
        await second.WaitForExitAsync(Patience.Token);
        await GoneAsync(Patience.Token);
    }

    [Fact]
    [Trait("criterion", "BND-33")]
    public async Task Only_leftovers_of_ones_own_installation_are_ended()
    {
        await using var rig = new ProcessRig(TimeProvider.System, _installation, "now");
        await using var other = new ProcessRig(TimeProvider.System, _installation + "0", "before");
        await using var before = new ProcessRig(TimeProvider.System, _installation, "before");
        const string Script = "echo ready; while read -r line; do :; done";
        var own = await rig.Host.StartAsync(rig.Shell(Script));
        var strangers = await other.Host.StartAsync(other.Shell(Script));
        var old = await before.Host.StartAsync(before.Shell(Script));
        foreach (var child in new[] { own, strangers, old })
        {
            await ProcessRig.LineAsync(child);
        }

        (await rig.Host.EndLeftoversAsync()).ShouldBe(1);

        (await old.Ended.WaitAsync(Patience.Token)).Signal.ShouldBe(9);
        own.Ended.IsCompleted.ShouldBeFalse();
        strangers.Ended.IsCompleted.ShouldBeFalse();
        await own.StopAsync();
        await strangers.StopAsync();
    }

    [Fact]
    [Trait("criterion", "BND-33")]
    public async Task A_process_that_has_the_id_of_one_that_ended_is_not_touched()
    {
        await using var rig = new ProcessRig(TimeProvider.System, _installation);
        var child = await rig.Host.StartAsync(rig.Shell("echo ready; read -r line"));
        await ProcessRig.LineAsync(child);
        var entry = ProcessTable.Find(child.Id).ShouldNotBeNull();

        // As if the id had been another's when it was found.
        Signals.End(entry with { StartTime = entry.StartTime - 1 }, static _ => true);
        Signals.End(entry, static _ => false);

        child.Ended.IsCompleted.ShouldBeFalse();
        await child.StopAsync().WaitAsync(Patience.Token);
        (await child.Ended).Signal.ShouldBeNull();
    }

    private string Said { get; set; } = "";

    private bool IsWatchdog(ProcessEntry process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline").EndsWith($"\0{_installation}/boot-1/\0", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task<Process> StartAsync(string boot, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", BuiltProgram.PathOf("Switchyard.Bundles.ToyNode"), "node", _installation, boot, Path.Combine(_root, "bundles"), "4", Forking])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var node = Process.Start(start)!;
        Said = (await node.StandardOutput.ReadLineAsync(cancellationToken)).ShouldNotBeNull();
        Said.ShouldStartWith("ready");
        Said = Said["ready,".Length..];
        return node;
    }

    /// <summary>Waits for the end of whatever has the mark.</summary>
    private async Task GoneAsync(CancellationToken cancellationToken)
    {
        while (ProcessMarks.Of(_installation) is { Count: > 0 } left)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Run(() => left.Select(static id => ProcessTable.Find(id)).OfType<ProcessEntry>().ToList().ForEach(static entry => Signals.Wait(entry, 100)), cancellationToken);
        }
    }
}
