using Switchyard.Faults.Ledger;
using Switchyard.Histories.Checks;

namespace Switchyard.Faults.Verdicts;

/// <summary>Whoever runs a revision runs the same; in the end all run the newest one, and nothing that was waited for is missing.</summary>
internal sealed class AgreementCheck : ILedgerCheck
{
    /// <inheritdoc />
    public IEnumerable<Finding> Check(RecordedRun run)
    {
        foreach (var revision in run.Lines<ConfigurationSeen>().Where(item => item.Entry.Hash.Length > 0).GroupBy(item => (item.Entry.Epoch, item.Entry.Revision)))
        {
            var right = revision.GroupBy(item => item.Entry.Hash, StringComparer.Ordinal).OrderByDescending(group => group.Count()).First().Key;
            foreach (var (line, seen) in revision.Where(item => item.Entry.Hash != right))
            {
                yield return new Finding(Verdict.Diverged, seen.Actor, line, $"{seen.Node} has {seen.Hash} for revision {seen.Revision}, others {right}");
            }
        }

        foreach (var (line, seen) in run.Lines<ConfigurationSeen>().Where(item => item.Entry.IsFinal && item.Entry.Revision < run.History.Head))
        {
            yield return new Finding(Verdict.Stuck, seen.Actor, line, $"{seen.Node} ended at revision {seen.Revision} of {run.History.Head}");
        }

        foreach (var (line, settled) in run.Lines<Settled>().Where(item => !item.Entry.IsMet))
        {
            yield return new Finding(Verdict.Stuck, settled.Actor, line, $"{settled.What} did not come about: {settled.Said}");
        }
    }
}
