using System.Globalization;
using Switchyard.Histories.Checks;
using Switchyard.Testing.Postgres;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Switchyard.Histories.Tests.Rig;

/// <summary>
/// The hub under publishers that commit, roll back and hold, receivers that are killed, a link that loses and doubles, and clocks an hour apart; its histories must be right, and those of
/// every seeded bug must not. SWITCHYARD_HISTORY_CHANGES (per publisher and run) and SWITCHYARD_HISTORY_RUNS make it long; SWITCHYARD_HISTORY_SEED begins elsewhere.
/// </summary>
public sealed class HistoryRigTests(PostgresServer server)
{
    private const int MostRunsOfABug = 5;

    private static readonly int Changes = Number("SWITCHYARD_HISTORY_CHANGES", 20);
    private static readonly int Seed = Number("SWITCHYARD_HISTORY_SEED", 1);

    private static readonly Dictionary<SeededBug, Verdict[]> Expected = new()
    {
        [SeededBug.NumberFromSequence] = [Verdict.Lost],
        [SeededBug.NumberBeforeLock] = [Verdict.Lost],
        [SeededBug.PublishAfterCommit] = [Verdict.Lost],
        [SeededBug.AckOnReceipt] = [Verdict.WrongAck],
        [SeededBug.AckBeforeSwap] = [Verdict.WrongAck],
        [SeededBug.AckBeforeKeep] = [Verdict.Stale],
        [SeededBug.CursorByClock] = [Verdict.Stuck],
        [SeededBug.NoCheckOfSeq] = [Verdict.Lost, Verdict.Doubled],
        [SeededBug.DropOldest] = [Verdict.Lost],
        [SeededBug.UnsubscribeWithoutWaiting] = [Verdict.Doubled],
        [SeededBug.HashIgnored] = [Verdict.Diverged],
        [SeededBug.PageEndsAnywhere] = [Verdict.Torn],
    };

    public static TheoryData<SeededBug> Bugs => [.. Enum.GetValues<SeededBug>().Where(bug => bug != SeededBug.None)];

    [Fact]
    [Trait("criterion", "HUB-1")]
    [Trait("criterion", "HUB-3")]
    [Trait("criterion", "HUB-52")]
    [Trait("criterion", "HUB-58")]
    public async Task The_histories_are_right()
    {
        for (var run = 0; run < Number("SWITCHYARD_HISTORY_RUNS", 1); run++)
        {
            var history = await HistoryRig.RunAsync(server, SeededBug.None, Seed + run, Changes, TestContext.Current.CancellationToken);

            var tried = 8 * Changes;
            var findings = HistoryChecks.Run(history, new Coverage(new Dictionary<HistoryStep, int>
            {
                [HistoryStep.Published] = tried / 2,
                [HistoryStep.RolledBack] = tried / 10,
                [HistoryStep.Received] = tried,
                [HistoryStep.Killed] = tried / 50,
                [HistoryStep.Resumed] = tried / 20,
                [HistoryStep.Snapshot] = tried / 100,
                [HistoryStep.Acked] = tried / 10,
                [HistoryStep.Bookmark] = 2,
            }));
            string.Join('\n', findings).ShouldBeEmpty($"seed {Seed + run}");
        }
    }

    /// <summary>How the actors meet is up to the scheduler; a bug that had no occasion in one run has one in the next.</summary>
    [Theory]
    [MemberData(nameof(Bugs))]
    public async Task A_seeded_bug_is_caught(SeededBug bug)
    {
        var verdicts = new HashSet<Verdict>();
        for (var run = 0; run < MostRunsOfABug && !verdicts.IsSupersetOf(Expected[bug]); run++)
        {
            var history = await HistoryRig.RunAsync(server, bug, Seed + run, Math.Min(Changes, 20), TestContext.Current.CancellationToken);
            verdicts.UnionWith(HistoryChecks.Run(history, new Coverage(new Dictionary<HistoryStep, int>())).Select(finding => finding.Verdict));
        }

        Expected[bug].ShouldBeSubsetOf(verdicts);
    }

    private static int Number(string name, int standard) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : standard;
}
