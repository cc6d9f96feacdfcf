using Switchyard.Storage.Nodes;
using Switchyard.Storage.Revisions;

namespace Switchyard.Configuration.Nodes;

/// <summary>
/// Finds nodes that run the same revision with another content, which beside refused documents only files can cause. Those whose files are not the ones on record diverge; where that can not be told apart, because the files on record are
/// nobody's or everybody's (a variable that differs), all that run the revision do.
/// </summary>
public static class Divergence
{
    /// <summary>Ids of the nodes that diverge.</summary>
    /// <param name="live">Nodes that are not lost.</param>
    /// <param name="recorded">The content of the files on record, or null.</param>
    public static IReadOnlySet<Guid> Of(IEnumerable<NodeRow> live, FileContentRow? recorded)
    {
        var diverged = new HashSet<Guid>();

        // One that runs other documents has refused those of the revision, and says so. Nodes that try a canary are to differ from the others.
        foreach (var same in live.Where(row => row.Hash.Length > 0 && !row.RejectsDocuments).GroupBy(row => (row.Epoch, row.Revision, CanaryFacts.Read(row.ReportJson)?.Mark.Runs == true)))
        {
            if (same.Select(row => row.Hash).Distinct(StringComparer.Ordinal).Count() < 2)
            {
                continue;
            }

            var others = same.Where(row => recorded is null || FileFacts.Read(row.ReportJson)?.Hash != recorded.Hash).ToList();
            diverged.UnionWith((others.Count > 0 ? others : same.ToList()).Select(row => row.Id));
        }

        return diverged;
    }

    /// <summary>The configuration files of a node as it reported them; empty when it has none.</summary>
    public static IReadOnlyList<string> FilesOf(NodeRow row) => FileFacts.Read(row.ReportJson)?.Names ?? [];
}
