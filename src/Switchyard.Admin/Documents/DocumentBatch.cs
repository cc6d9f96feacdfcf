using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Configuration.Composition;
using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Sources.Documents;
using Switchyard.Model.Revisions;
using Switchyard.Storage.Documents;
using Switchyard.Storage.Secrets;

namespace Switchyard.Admin.Documents;

/// <summary>Checks several documents together, as one change. The caller holds <see cref="DocumentTable.LockAsync"/>.</summary>
internal sealed class DocumentBatch(ConfigurationPreview preview, SecretSealer sealer)
{
    /// <summary>What of <paramref name="sent"/> is new, with masked secrets put back. A wrong text is refused (422) with every fault; one that takes away what is not there is 404.</summary>
    /// <param name="scope">The mutation.</param>
    /// <param name="sent">The texts by name; null takes the document away.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Prepared> PrepareAsync(MutationScope scope, IReadOnlyDictionary<string, DocumentText?> sent, CancellationToken cancellationToken)
    {
        var now = (await DocumentTable.ListAsync(scope.Session, cancellationToken)).ToDictionary(row => row.Name, StringComparer.Ordinal);
        var faults = new List<ConfigurationFault>();
        var texts = new SortedDictionary<string, DocumentText?>(StringComparer.Ordinal);
        var pairs = new Dictionary<string, (DocumentText?, DocumentText?)>(StringComparer.Ordinal);
        foreach (var (name, text) in sent)
        {
            DocumentNames.Check(name);
            var former = now.TryGetValue(name, out var row) && DocumentText.TryOpen(sealer, row, out var opened) ? opened : null;
            if (text is null && row is null)
            {
                throw new ProblemException(Problem.NotFound("document", name));
            }

            var (whole, unknown) = text is null ? (null, []) : DocumentMask.Unmask(name, text, former);
            faults.AddRange(unknown);
            if (whole is null || former is null || whole.Hash != row!.Hash)
            {
                (texts[name], pairs[name]) = (whole, (former, whole));
            }
        }

        var result = preview.Documents(pairs);
        var places = faults.Select(fault => (fault.File, fault.Path)).ToHashSet();
        faults.AddRange(result.Faults.Where(fault => !places.Contains((fault.File, fault.Path))));
        return faults.Count == 0 ? new Prepared(now, texts, result.Changes) : throw new ProblemException(Problem.InvalidConfiguration(faults));
    }

    /// <summary>Documents that passed every check.</summary>
    /// <param name="Now">All documents as they are.</param>
    /// <param name="Texts">Those that differ, as they are to be.</param>
    /// <param name="Changes">What that makes of the configuration.</param>
    internal sealed record Prepared(IReadOnlyDictionary<string, DocumentRow> Now, IReadOnlyDictionary<string, DocumentText?> Texts, IReadOnlyList<ObjectChange> Changes);
}
