using Switchyard.Configuration.Sources.File.Parts;
using Switchyard.Storage.Canaries;
using Switchyard.Storage.Secrets;

namespace Switchyard.Configuration.Sources.Documents;

/// <summary>Opens what a canary tries and lays it over the documents. One that was opened is not read again.</summary>
/// <remarks>Used by the reloader's loop alone.</remarks>
internal sealed class DraftOpener(SecretSealer sealer, DocumentReader reader)
{
    private Guid _canary;
    private Dictionary<Guid, OpenDocument> _open = [];

    /// <summary>The documents as they are on the nodes that try it.</summary>
    public DocumentSet Lay(CanaryDraft draft, DocumentSet documents)
    {
        if (_canary != draft.Canary.Id)
        {
            (_canary, _open) = (draft.Canary.Id, []);
        }

        foreach (var row in draft.Documents)
        {
            documents = row.Sealed is null ? documents.Without(row.Name) : documents.With(Open(row));
        }

        return documents;
    }

    private OpenDocument Open(CanaryDocumentRow row)
    {
        if (_open.TryGetValue(row.Id, out var open))
        {
            return open;
        }

        if (!DocumentText.TryOpen(sealer, row, out var text))
        {
            return new OpenDocument(row.Name, 0, FilePart.Empty, [new ConfigurationFault($"document {row.Name}", 0, 0, "", "No key of this node opens what the canary tries.")]);
        }

        var (part, faults) = reader.Read(row.Name, text.Text, text.Format);
        return _open[row.Id] = new OpenDocument(row.Name, 0, part, faults);
    }
}
