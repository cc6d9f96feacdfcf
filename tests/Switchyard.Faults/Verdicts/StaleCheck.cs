using Switchyard.Histories.Checks;

namespace Switchyard.Faults.Verdicts;

/// <summary>Nobody serves what is older than the bound: after a write was promised, and after the last thing that was done to a node has ended, that long and no longer may the node not have it.</summary>
/// <param name="bound">How long a node may take with nothing in its way.</param>
/// <param name="recovery">How long it may take besides after something was in its way.</param>
internal sealed class StaleCheck(TimeSpan bound, TimeSpan recovery) : ILedgerCheck
{
    /// <inheritdoc />
    public IEnumerable<Finding> Check(RecordedRun run)
    {
        var promised = Promised(run);
        foreach (var sighting in run.Sightings)
        {
            if (FirstAfter(promised, sighting.Revision) is not { } since)
            {
                continue;
            }

            var disturbed = run.Faults.Where(fault => fault.Hindered.Contains(sighting.Node) && fault.From <= sighting.AskedAt)
                .Select(fault => fault.To > sighting.AskedAt - recovery ? sighting.AskedAt : fault.To + recovery).DefaultIfEmpty(TimeSpan.Zero).Max();
            var owed = sighting.AskedAt - (since > disturbed ? since : disturbed);
            if (owed > bound)
            {
                yield return new Finding(Verdict.Stale, sighting.Actor, sighting.Line, $"{sighting.Node} ran {sighting.Revision}, though a later one was promised {(sighting.AskedAt - since).TotalSeconds:F1} s before");
            }
        }
    }

    /// <summary>For each promised revision the earliest time by which it or a later one was promised, by revision.</summary>
    private static List<(long Revision, TimeSpan At)> Promised(RecordedRun run)
    {
        List<(long Revision, TimeSpan At)> promised = [.. run.Writes.Values.Where(write => write.DoneAt is not null).Select(write => (write.Done[0].Revision ?? 0, write.DoneAt!.Value)).Order()];
        for (var index = promised.Count - 2; index >= 0; index--)
        {
            promised[index] = (promised[index].Revision, promised[index].At < promised[index + 1].At ? promised[index].At : promised[index + 1].At);
        }

        return promised;
    }

    private static TimeSpan? FirstAfter(List<(long Revision, TimeSpan At)> promised, long revision)
    {
        var index = promised.BinarySearch((revision + 1, TimeSpan.MinValue));
        index = index < 0 ? ~index : index;
        return index == promised.Count ? null : promised[index].At;
    }
}
