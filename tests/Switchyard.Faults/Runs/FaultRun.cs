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
        var run = new RigRun(yard, book, doors ?? new Doors(), options.Name, options.Seed);
        var answers = await KnownAnswers.AskAsync(yard.Simulator.Address, cancellationToken);
        var (baseRevision, usageBefore) = await BeforeAsync(run, cancellationToken);
        book.Append(new RunBegan(book.Now, Name, baseRevision));

        List<Follower> followers = [.. Enumerable.Range(0, Followers).Select(number => new Follower(run, number))];
        using var stopLoad = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var stopLooking = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var looking = LookAsync(run, followers, baseRevision, stopLooking.Token);
        var load = LoadAsync(run, answers, options, stopLoad, cancellationToken);
        try
        {
            await FaultsAsync(run, options, stopLoad.Token);
        }
        finally
        {
            await stopLoad.CancelAsync();
            await load;
        }

        await new Settling(run, followers, options.Patience).RunAsync(baseRevision, usageBefore, cancellationToken);
        await stopLooking.CancelAsync();
        await looking;
        return new RunResult(book.Entries, LedgerChecks.Run(book.Entries, options.Least, options.Bound));
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

    private static async Task LoadAsync(RigRun run, KnownAnswers answers, RunOptions options, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        using var door = new ControlDoor(run.Yard.Simulator.Address);
        List<TrafficClient> clients = [.. Enumerable.Range(0, options.Clients).Select(number => new TrafficClient(run, answers, number, options.Operators))];
        try
        {
            await Task.WhenAll(
            [
                .. Enumerable.Range(0, options.Operators).Select(number => EndsAll(new Operator(run, door, number).RunAsync(stop.Token, cancellationToken), stop)),
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
            await Task.WhenAll([.. readers.Select(reader => reader.RunAsync(stop)), .. followers.Select(follower => follower.RunAsync(baseRevision, stop))]);
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
