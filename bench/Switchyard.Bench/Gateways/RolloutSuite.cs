using System.Globalization;
using System.Runtime.InteropServices;
using Switchyard.Bench.Load;
using Switchyard.Bench.Machine;
using Switchyard.Bench.Postgres;
using Switchyard.Bench.Results;

namespace Switchyard.Bench.Gateways;

/// <summary>From the commit of a change to the last node and the last gateway that serves it; and back to currency after a node was restarted.</summary>
internal sealed partial class RolloutSuite(RolloutLoad load)
{
    private const int FirstChanges = 20;
    private const int StopSignal = 19;
    private const int ContinueSignal = 18;

    private readonly List<(string Name, Percentiles Times)> _rows = [];
    private double _processorTime;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if ((BenchPostgres.Missing ?? BenchNode.Missing) is { } missing)
        {
            await Console.Error.WriteLineAsync(missing);
            return 3;
        }

        var facts = await MachineFacts.ReadAsync(cancellationToken);
        await using var system = await RolloutSystem.StartAsync(load.Nodes, cancellationToken);
        var tokens = await system.AddGatewaysAsync(load.Gateways, cancellationToken);
        await MeasureChangesAsync(system, tokens, cancellationToken);
        var current = await MeasureRestartAsync(system, tokens, cancellationToken);

        Console.WriteLine($"{facts.Heading}\n{load.Nodes} nodes, {load.Gateways} gateways; milliseconds from the commit\n");
        Console.WriteLine(Table.Format(
            ["applied by", "p50", "p99", "max", "samples"],
            _rows.Select(row => (IReadOnlyList<string>)[row.Name, Milliseconds(row.Times.P50), Milliseconds(row.Times.P99), Milliseconds(row.Times.Max), $"{row.Times.Count}"])));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{load.Instances} instances whose node was killed and started again: all current after {current.TotalSeconds:0.0} s"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"processor time of a node per change: {_processorTime / 1000:0.0} ms\n"));
        var rows = _rows.Select(row => new { row.Name, row.Times });
        Console.WriteLine("written to " + await ResultFile.WriteAsync("rollout", new { facts, load, rows, reconnectSeconds = current.TotalSeconds, processorMicrosecondsPerChange = _processorTime }, cancellationToken));
        return 0;
    }

    private async Task MeasureChangesAsync(RolloutSystem system, IReadOnlyList<string> tokens, CancellationToken cancellationToken)
    {
        var tracker = new Tracker(load.Nodes, load.Gateways);
        var instances = tokens.Index().Select(pair => new LightInstance(pair.Item, $"instance-{pair.Index}", () => system.Nodes[pair.Index % load.Nodes].ControlPlane)
        {
            OnApplied = (seq, now) => tracker.GatewayApplied(pair.Index, seq, now),
        }).ToList();
        var probes = system.Nodes.Index().Select(pair => new NodeProbe(pair.Item, (revision, now) => tracker.NodeApplied(pair.Index, revision, now))).ToList();
        try
        {
            instances.ForEach(instance => instance.Start());
            // The first change reaches everybody when everybody has connected. The next ones find code that has hardly run: a row of their own, for people who change something once a day.
            await ChangesAsync(system, tracker, probes, 1, () => Task.CompletedTask, cancellationToken);
            tracker.Reset();
            await ChangesAsync(system, tracker, probes, FirstChanges, () => Task.CompletedTask, cancellationToken);
            Keep(tracker, $", first {FirstChanges} changes");
            await ChangesAsync(system, tracker, probes, load.WarmUpChanges, () => Task.CompletedTask, cancellationToken);
            tracker.Reset();
            var before = system.ProcessorTime;
            await ChangesAsync(system, tracker, probes, load.Changes, () => Task.CompletedTask, cancellationToken);
            _processorTime = (system.ProcessorTime - before).TotalMicroseconds / load.Changes / load.Nodes;
            Keep(tracker, "");

            var stopped = new HashSet<int>();
            try
            {
                await ChangesAsync(system, tracker, probes, load.DeadChanges, () => SilenceAsync(system, stopped, cancellationToken), cancellationToken);
            }
            finally
            {
                Resume(stopped);
            }

            Keep(tracker, ", notification dead");
        }
        finally
        {
            probes.ForEach(probe => probe.Dispose());
            await StopAsync(instances);
        }
    }

    /// <summary>All instances hang on the last node; it is killed and started again, and something changes meanwhile. The time until everybody has that change.</summary>
    private async Task<TimeSpan> MeasureRestartAsync(RolloutSystem system, IReadOnlyList<string> tokens, CancellationToken cancellationToken)
    {
        var tracker = new Tracker(0, load.Instances);
        var last = system.Nodes[^1];
        var scattered = false;
        var instances = Enumerable.Range(0, load.Instances).Select(number => new LightInstance(
            tokens[number % tokens.Count],
            $"restart-{number}",
            () => Volatile.Read(ref scattered) ? system.Nodes[Random.Shared.Next(system.Nodes.Count)].ControlPlane : last.ControlPlane)
        {
            OnApplied = (seq, now) => tracker.GatewayApplied(number, seq, now),
        }).ToList();
        try
        {
            instances.ForEach(instance => instance.Start());
            await ChangesAsync(system, tracker, [], 1, () => Task.CompletedTask, cancellationToken);

            Volatile.Write(ref scattered, true);
            var begin = Clock.Now;
            await last.KillAsync();
            var starting = last.StartAsync(cancellationToken);
            await ChangesAsync(system, tracker, [], 1, () => Task.CompletedTask, cancellationToken);
            var current = TimeSpan.FromMicroseconds((Clock.Now - begin) / 1000.0);
            await starting;
            return current;
        }
        finally
        {
            await StopAsync(instances);
        }
    }

    private static async Task ChangesAsync(
        RolloutSystem system, Tracker tracker, List<NodeProbe> probes, int count, Func<Task> before, CancellationToken cancellationToken)
    {
        for (var change = 0; change < count; change++)
        {
            await before();
            var revision = await system.ChangeAsync(tracker.Begin, cancellationToken);
            await tracker.UntilAllAsync(cancellationToken);
            foreach (var probe in probes)
            {
                await probe.CheckAsync(revision, cancellationToken);
            }
        }
    }

    private void Keep(Tracker tracker, string how)
    {
        _rows.Add(($"a node{how}", tracker.Nodes.ToPercentiles()));
        _rows.Add(($"a gateway{how}", tracker.Gateways.ToPercentiles()));
        _rows.Add(($"everybody{how}", tracker.Last.ToPercentiles()));
        tracker.Reset();
    }

    /// <summary>Stops the server's end of each listening connection: open, and nothing comes. A node that notices and listens anew is silenced again.</summary>
    private static async Task SilenceAsync(RolloutSystem system, HashSet<int> stopped, CancellationToken cancellationToken)
    {
        foreach (var listener in await system.Server.ListenersAsync(cancellationToken))
        {
            if (stopped.Add(listener) && Signal(listener, StopSignal) != 0)
            {
                throw new InvalidOperationException("The listening connections can not be silenced; run as the user of the database server or as root.");
            }
        }
    }

    private static void Resume(HashSet<int> stopped)
    {
        foreach (var listener in stopped)
        {
            _ = Signal(listener, ContinueSignal);
        }
    }

    private static async Task StopAsync(List<LightInstance> instances)
    {
        await Task.WhenAll(instances.Select(instance => instance.StopAsync()));
        instances.ForEach(instance => instance.Dispose());
    }

    private static string Milliseconds(double microseconds) => (microseconds / 1000).ToString("0.0", CultureInfo.InvariantCulture);

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int processId, int signal);
}
