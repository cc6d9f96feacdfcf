using Switchyard.Admin.Documents;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Problems;
using Switchyard.Configuration.Composition;
using Switchyard.Configuration.Sources.Documents;
using Switchyard.Hub.Changes;
using Switchyard.Model.Revisions;
using Switchyard.Storage.Documents;
using Switchyard.Storage.Revisions;
using Switchyard.Storage.Secrets;

namespace Switchyard.Admin.Revisions;

/// <summary>Makes the documents what they were at a revision: those of it return with their text, others are deleted. What they make is checked first, as if they were written anew.</summary>
internal sealed class DocumentRestorer(DocumentWriter writer, ConfigurationPreview preview, SecretSealer sealer)
{
    /// <summary>Restores all documents. The caller holds <see cref="DocumentTable.LockAsync"/>.</summary>
    /// <param name="scope">The transaction.</param>
    /// <param name="state">The images of the revision.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Restored> RestoreAsync(MutationScope scope, IReadOnlyList<ImageRow> state, CancellationToken cancellationToken)
    {
        var now = (await DocumentTable.ListAsync(scope.Session, cancellationToken)).ToDictionary(row => row.Name);
        var then = state.Where(image => image is { EntityType: "document", ImageJson: not null, Version: not null }).ToDictionary(image => image.EntityName, image => image.Version!.Value);
        var (texts, gone) = (new SortedDictionary<string, DocumentText?>(StringComparer.Ordinal), new List<GoneSecretView>());
        foreach (var name in now.Keys.Where(name => !then.ContainsKey(name)))
        {
            texts[name] = null;
        }

        foreach (var (name, version) in then)
        {
            var row = await DocumentTable.FindVersionAsync(scope.Session, name, version, cancellationToken);
            if (row is not null && now.TryGetValue(name, out var current) && current.Hash == row.Hash)
            {
                continue;
            }

            if (row is not null && DocumentText.TryOpen(sealer, row, out var text))
            {
                texts[name] = text;
            }
            else
            {
                gone.Add(new GoneSecretView("documents", name, $"version {version}"));
            }
        }

        var result = preview.Documents(texts.ToDictionary(
            pair => pair.Key, pair => (now.TryGetValue(pair.Key, out var row) && DocumentText.TryOpen(sealer, row, out var former) ? former : null, pair.Value)));
        return result.Faults.Count > 0
            ? throw new ProblemException(Problem.InvalidConfiguration(result.Faults))
            : new Restored(await writer.WriteAllAsync(scope, now, texts, cancellationToken), result.Changes, gone);
    }

    /// <summary>What became of the documents.</summary>
    internal sealed record Restored(IReadOnlyList<RecordImage> Images, IReadOnlyList<ObjectChange> Changes, IReadOnlyList<GoneSecretView> Gone);
}
