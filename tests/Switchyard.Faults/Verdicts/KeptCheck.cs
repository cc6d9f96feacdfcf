using Switchyard.Histories.Checks;

namespace Switchyard.Faults.Verdicts;

/// <summary>
/// The database against the promises: each promised write is kept at the revision that was promised, once; an indeterminate one at most once; a refused one never; and nothing else is kept.
/// </summary>
internal sealed class KeptCheck : ILedgerCheck
{
    /// <inheritdoc />
    public IEnumerable<Finding> Check(RecordedRun run)
    {
        var kept = run.Kept.ToLookup(revision => revision.Write);
        foreach (var write in run.Writes.Values)
        {
            var revisions = kept[write.Name].Select(revision => revision.Revision).ToList();
            if (revisions.Count > 1)
            {
                yield return new Finding(Verdict.Doubled, write.Name, 0, $"one write, {revisions.Count} revisions: {string.Join(", ", revisions)}");
            }

            if (write.Done.Select(done => done.Revision).Distinct().Count() > 1)
            {
                yield return new Finding(Verdict.Doubled, write.Name, 0, $"one write was promised as {string.Join(" and as ", write.Done.Select(done => done.Revision).Distinct())}");
            }

            if (write.Done.Count > 0 && revisions.Count == 0)
            {
                yield return new Finding(Verdict.Lost, write.Name, 0, $"{write.Effect} was promised as revision {write.Done[0].Revision} and is not kept");
            }
            else if (write.Done.Count > 0 && !revisions.Contains(write.Done[0].Revision ?? 0))
            {
                yield return new Finding(Verdict.WrongAck, write.Name, 0, $"promised as revision {write.Done[0].Revision}, kept as {revisions[0]}");
            }
            else if (write.IsRefused && revisions.Count > 0)
            {
                yield return new Finding(Verdict.Phantom, write.Name, 0, $"{write.Effect} was refused and is kept as {revisions[0]}");
            }
        }

        foreach (var revision in run.Kept.Where(revision => !run.Writes.ContainsKey(revision.Write)))
        {
            yield return new Finding(Verdict.Phantom, "", 0, $"nobody wrote revision {revision.Revision} ('{revision.Write}')");
        }

        foreach (var finding in Numbers(run))
        {
            yield return finding;
        }
    }

    private static IEnumerable<Finding> Numbers(RecordedRun run)
    {
        var last = run.BaseRevision;
        foreach (var revision in run.Kept)
        {
            if (revision.Revision > last + 1)
            {
                yield return new Finding(Verdict.Lost, "", 0, $"there is no revision from {last + 1} to {revision.Revision - 1}");
            }
            else if (revision.Revision <= last)
            {
                yield return new Finding(Verdict.Doubled, "", 0, $"there is another revision {revision.Revision}");
            }

            last = revision.Revision;
        }
    }
}
