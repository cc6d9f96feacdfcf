using Switchyard.Faults.Ledger;
using Switchyard.Histories.Checks;

namespace Switchyard.Faults.Verdicts;

/// <summary>
/// Nodes go forward only: what was seen at a node, or what it said that it serves, is never followed by something older, a restart of the node included. The control plane of a node learns of a revision
/// when the data plane serves by it already, so it may show the one before for a moment; it must never show one that is not served yet.
/// A node that was killed in the moment before a revision was on its disk may begin with the one before (docs/decisions/0018); that must be over soon, once nothing keeps it from the database.
/// </summary>
internal sealed class ForwardCheck : ILedgerCheck
{
    private static readonly TimeSpan Beginning = TimeSpan.FromSeconds(6.5);

    /// <inheritdoc />
    public IEnumerable<Finding> Check(RecordedRun run)
    {
        var reports = run.Of<AppliedReported>().ToLookup(report => report.Node);
        foreach (var node in run.Sightings.GroupBy(sighting => sighting.Node))
        {
            var (served, shown) = (node.Where(sighting => sighting.IsServed).ToList(), node.Where(sighting => !sighting.IsServed).ToList());
            foreach (var (sighting, highest) in Against(run, served, [.. node.Select(other => (other.KnownAt, other.Revision))]).Concat(Against(run, shown, [.. shown.Select(other => (other.KnownAt, other.Revision))])))
            {
                yield return new Finding(Verdict.Backwards, sighting.Actor, sighting.Line, $"{node.Key} ran {sighting.Revision} after {highest} had been seen there");
            }

            foreach (var (sighting, highest) in Against(run, [.. node], [.. reports[node.Key].Select(report => (report.At, report.Revision))]))
            {
                yield return new Finding(Verdict.WrongAck, sighting.Actor, sighting.Line, $"{node.Key} ran {sighting.Revision} after it had been reported to serve {highest}");
            }
        }
    }

    /// <summary>The sightings that are of less than what was known before they were asked for.</summary>
    private static IEnumerable<(Sighting Sighting, long Highest)> Against(RecordedRun run, List<Sighting> sightings, List<(TimeSpan At, long Revision)> known)
    {
        known.Sort();
        var (next, highest) = (0, 0L);
        foreach (var sighting in sightings.OrderBy(sighting => sighting.AskedAt))
        {
            for (; next < known.Count && known[next].At < sighting.AskedAt; next++)
            {
                highest = Math.Max(highest, known[next].Revision);
            }

            if (sighting.Revision < highest && !Begins(run, sighting))
            {
                yield return (sighting, highest);
            }
        }
    }

    private static bool Begins(RecordedRun run, Sighting sighting) =>
        run.Faults.Any(fault => fault.Fault == AnswerCheck.Kill && fault.Nodes.Contains(sighting.Node) && fault.From <= sighting.AskedAt && sighting.AskedAt - Free(run, sighting.Node, fault.To) <= Beginning);

    /// <summary>When nothing was in the way any more of a node that began at some time.</summary>
    private static TimeSpan Free(RecordedRun run, string node, TimeSpan since)
    {
        foreach (var fault in run.Faults.Where(fault => fault.Hindered.Contains(node)).OrderBy(fault => fault.From))
        {
            since = fault.From - Beginning <= since && fault.To > since ? fault.To : since;
        }

        return since;
    }
}
