using System.Globalization;
using Switchyard.Faults.Ledger;
using Switchyard.Faults.Pacing;
using Switchyard.Faults.Workload;

namespace Switchyard.Faults.Runs;

/// <summary>The end of a run: nothing disturbs the system any more, and everything that was promised has to come about in time. Then everything is read that there is.</summary>
internal sealed class Settling(RigRun run, IReadOnlyList<Follower> followers, TimeSpan patience)
{
    private const string Name = "rig";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    public async Task RunAsync(long baseRevision, IReadOnlySet<string> usageBefore, CancellationToken cancellationToken)
    {
        await using var records = new FinalRecords(run);
        var head = await records.HeadAsync(cancellationToken);
        foreach (var member in run.Yard.Nodes)
        {
            using var reader = new Reader(run, member);
            await UntilAsync(
                $"{member.Name} at the newest revision",
                async () => await reader.ReadAsync(isFinal: false, cancellationToken) is var revision && revision >= head ? null : $"it runs {revision} of {head}",
                cancellationToken);
            await reader.ReadAsync(isFinal: true, cancellationToken);
        }

        foreach (var (number, follower) in followers.Index())
        {
            await UntilAsync(
                $"follower-{number} at the newest event", () => Task.FromResult(follower.Reached >= head || head == baseRevision ? null : $"it has got {follower.Reached} of {head}"), cancellationToken);
        }

        var served = run.Book.Entries.OfType<RequestEnded>().Where(ended => ended is { Status: >= 200 and < 300, RequestId: not null }).Select(ended => ended.RequestId!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        IReadOnlyList<UsageKept> usage = [];
        await UntilAsync(
            "usage of all requests",
            async () =>
            {
                usage = await records.UsageAsync(usageBefore, cancellationToken);
                var missing = served.Except(usage.Where(item => item.Status != "running").Select(item => item.RequestId), StringComparer.OrdinalIgnoreCase).Count();
                var running = usage.Count(item => item.Status == "running");
                return missing + running == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{missing} are missing, {running} run");
            },
            cancellationToken);
        foreach (var item in usage)
        {
            run.Book.Append(item);
        }

        var chats = run.Book.Entries.OfType<MessageAsked>().Select(message => message.Chat).ToHashSet();
        await UntilAsync(
            "no turn that runs", async () => await records.RunningAsync(chats, cancellationToken) is > 0 and var running ? string.Create(CultureInfo.InvariantCulture, $"{running} run") : null, cancellationToken);
        await records.RecordChatsAsync(chats, cancellationToken);
        await records.RecordAsync(baseRevision, cancellationToken);
    }

    /// <summary>Looks until there is nothing left to be said against it, and writes into the ledger whether it came to that.</summary>
    private async Task UntilAsync(string what, Func<Task<string?>> look, CancellationToken cancellationToken)
    {
        var began = run.Book.Now;
        var said = await look();
        while (said is not null && run.Book.Now - began < patience)
        {
            await Pace.WaitAsync(Look, cancellationToken);
            said = await look();
        }

        run.Book.Append(new Settled(run.Book.Now, Name, what, said is null, said ?? ""));
    }
}
