using Switchyard.Model.Canaries;
using Switchyard.Storage.Nodes;

namespace Switchyard.Configuration.Nodes;

/// <summary>What the nodes report of a canary.</summary>
public static class CanaryReports
{
    /// <summary>The nodes as they stand to the canary that <paramref name="revision"/> began.</summary>
    /// <param name="rows">Their last reports.</param>
    /// <param name="isLost">Whether a node has been silent for too long.</param>
    /// <param name="revision">The revision.</param>
    public static IReadOnlyList<CanaryNode> Of(IEnumerable<NodeRow> rows, Func<NodeRow, bool> isLost, long revision) =>
        [.. rows.Select(row => Of(row, isLost(row), revision))];

    /// <summary>The revision that began the canary whose documents the node runs, or null.</summary>
    public static long? RunBy(NodeRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return CanaryFacts.Read(row.ReportJson) is ({ Runs: true } mark, _) ? mark.Revision : null;
    }

    private static CanaryNode Of(NodeRow row, bool isLost, long revision) =>
        CanaryFacts.Read(row.ReportJson) is var (mark, fault) && mark.Revision == revision
            ? new CanaryNode(row.Name, isLost, mark, fault, CanaryTrafficJson.Read(row.ReportJson, mark))
            : new CanaryNode(row.Name, isLost, null, null, CanaryTraffic.None);
}
