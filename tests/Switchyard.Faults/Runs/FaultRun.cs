using System.Diagnostics.CodeAnalysis;
using Switchyard.Faults.Injection;
using Switchyard.Faults.Ledger;
using Switchyard.Faults.Pacing;
using Switchyard.Faults.Verdicts;
using Switchyard.Faults.Workload;
using Switchyard.Faults.Yards;

namespace Switchyard.Faults.Runs;

/// <summary>One run: load and faults at once, then rest, then judgement.</summary>
internal static class FaultRun
{
    private const string Name = "rig";

    private const int Followers = 2;

    /// <summary>Runs on <paramref name="yard"/>, which may have had runs before.</summary>
    public static async Task<RunResult> RunAsync(RigYard yard, RunOptions options, Doors? doors, CancellationToken cancellationToken)
    {
        using var book = new LedgerBook(TimeProvider.System, options.Path);
        await RunAsync(new RigRun(yard, book, doors ?? new Doors(), options.Name, options.Seed), options, cancellationToken);
        return new RunResult(book.Entries, LedgerChecks.Run(book.Entries, options.Least, options.Bound));
    }

    [SuppressMessage("Reliability", "CA2025", Justification = "Whoever looks has ended when the method does.")]
    private static async Task RunAsync(RigRun run, RunOptions options, CancellationToken cancellationToken)
    {
        var (baseRevision, usageBefore) = await BeforeAsync(run, cancellationToken);
        run.Book.Append(new RunBegan(run.Book.Now, Name, baseRevision));
        List<Follower> followers = [.. Enumerable.Range(0, Followers).Select(number => new Follower(run, number))];
        using var stopLooking = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var looking = LookAsync(run, followers, baseRevision, stopLooking.Token);
        try
        {
            await DisturbAsync(run, options, cancellationToken);
            await new Settling(run, followers, options.Patience).RunAsync(baseRevision, usageBefore, cancellationToken);
        }
        finally
        {
            await stopLooking.CancelAsync();
            await looking;
        }
    }

    /// <summary>Load and faults at once; ends when the faults are over and everything that was begun has come to its end.</summary>
    [SuppressMessage("Reliability", "CA2025", Justification = "The load has ended when the method does.")]
    private static async Task DisturbAsync(RigRun run, RunOptions options, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = LoadAsync(run, options, stop, cancellationToken);
        try
        {
            await FaultsAsync(run, options, stop.Token);
        }
        finally
        {
            await stop.CancelAsync();
            await load;
        }
    }

    private static async Task<(long Revision, IReadOnlySet<string> Usage)> BeforeAsync(RigRun run, CancellationToken cancellationToken)
    {
        await using var records = new FinalRecords(run);
        var usage = await records.UsageAsync(new HashSet<string>(), cancellationToken);
        return (await records.HeadAsync(cancellationToken), usage.Select(item => item.RequestId).ToHashSet());
    }

    private static async Task FaultsAsync(RigRun run, RunOptions options, CancellationToken stop)
    {
        var injector = new Injector(run.Yard, run.Book);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var lasting = options.Until is null ? Pace.GoesOnAsync(options.Load, stop) : options.Until.WaitAsync(stop);
        var faults = Task.WhenAll(options.Plans.Select(plan => injector.RunAsync(plan, over.Token)));
        if (options.IsEndless)
        {
            await Task.WhenAny(lasting, faults);
            await over.CancelAsync();
        }

        await Task.WhenAll(lasting, faults);
    }

    private static async Task LoadAsync(RigRun run, RunOptions options, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        using var door = new ControlDoor(run.Yard.Simulator.Address);
        List<TrafficClient> clients = [.. Enumerable.Range(0, options.Clients).Select(number => new TrafficClient(run, number, options.Operators))];
        try
        {
            await Task.WhenAll(
            [
                .. Enumerable.Range(0, options.Operators).Select(number => EndsAll(new Operator(run, door, number).RunAsync(stop.Token, cancellationToken), stop)),
                .. Enumerable.Range(0, options.Talkers).Select(number => EndsAll(new Talker(run, number).RunAsync(stop.Token, cancellationToken), stop)),
                .. clients.Select(client => EndsAll(client.RunAsync(stop.Token), stop)),
            ]);
        }
        finally
        {
            clients.ForEach(client => client.Dispose());
        }
    }

    private static async Task LookAsync(RigRun run, List<Follower> followers, long baseRevision, CancellationToken stop)
    {
        List<Reader> readers = [.. run.Yard.Nodes.Select(node => new Reader(run, node))];
        try
        {
            await Task.WhenAll([new Standstill(run.Yard, run.Book).RunAsync(stop), .. readers.Select(reader => reader.RunAsync(stop)), .. followers.Select(follower => follower.RunAsync(baseRevision, stop))]);
        }
        finally
        {
            readers.ForEach(reader => reader.Dispose());
        }
    }

    /// <summary>Whoever fails ends the others: a mistake of the rig must not look like a quiet run.</summary>
    private static async Task EndsAll(Task actor, CancellationTokenSource stop)
    {
        try
        {
            await actor;
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }
}
