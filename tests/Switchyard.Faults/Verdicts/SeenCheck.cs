using Switchyard.Faults.Ledger;
using Switchyard.Histories.Checks;

namespace Switchyard.Faults.Verdicts;

/// <summary>Whoever sees a revision sees all that was written up to it, whole, and nothing else; the tables of the database at the end, too.</summary>
internal sealed class SeenCheck : ILedgerCheck
{
    /// <inheritdoc />
    public IEnumerable<Finding> Check(RecordedRun run)
    {
        foreach (var (line, seen) in run.Lines<ConfigurationSeen>())
        {
            if (seen.Revision > run.History.Head)
            {
                yield return new Finding(Verdict.Phantom, seen.Actor, line, $"{seen.Node} runs revision {seen.Revision}, and the newest is {run.History.Head}");
                continue;
            }

            foreach (var provider in run.History.Providers.Union(seen.Providers.Keys))
            {
                var expected = run.History.At(provider, seen.Revision);
                var verdicts = seen.Providers.GetValueOrDefault(provider) is { } shown ? Judge(run.History, provider, seen.Revision, shown, expected) : expected is null ? [] : [Verdict.Lost];
                foreach (var verdict in verdicts.Distinct())
                {
                    yield return new Finding(verdict, seen.Actor, line, $"{provider} at revision {seen.Revision} of {seen.Node} is {Text(seen.Providers.GetValueOrDefault(provider))}, not {Text(expected)}");
                }
            }
        }
    }

    private static IEnumerable<Verdict> Judge(KeptHistory history, string provider, long revision, SeenProvider shown, ProviderState? expected)
    {
        if (shown.NameMark != shown.SettingsMark || shown.Enabled != Marks.IsEnabled(shown.NameMark))
        {
            yield return Verdict.Torn;
        }
        else if (shown.NameMark != expected?.Mark)
        {
            yield return history.HadMark(provider, shown.NameMark, revision) ? Verdict.Lost : Verdict.Phantom;
        }

        foreach (var verdict in expected is null ? [] : Keys(history, provider, revision, shown.Labels, expected.Labels))
        {
            yield return verdict;
        }
    }

    private static IEnumerable<Verdict> Keys(KeptHistory history, string provider, long revision, IReadOnlyList<string> shown, IReadOnlyList<string> expected)
    {
        if (shown.SequenceEqual(expected))
        {
            yield break;
        }

        if (shown.Distinct().Count() < shown.Count)
        {
            yield return Verdict.Doubled;
        }

        if (expected.Except(shown).Any())
        {
            yield return Verdict.Lost;
        }

        foreach (var label in shown.Except(expected))
        {
            yield return history.HadLabel(provider, label, revision) ? Verdict.Lost : Verdict.Phantom;
        }

        if (shown.Count == expected.Count && !expected.Except(shown).Any())
        {
            yield return Verdict.Reordered;
        }
    }

    private static string Text(SeenProvider? shown) =>
        shown is null ? "not there" : $"mark {shown.NameMark}/{shown.SettingsMark}/{(shown.Enabled ? "enabled" : "disabled")} [{string.Join(' ', shown.Labels)}]";

    private static string Text(ProviderState? state) => state is null ? "gone" : $"mark {state.Mark} [{string.Join(' ', state.Labels)}]";
}
