using Switchyard.Configuration.Sources.File.Parts;
using Switchyard.Storage.Documents;
using Switchyard.Storage.Secrets;

namespace Switchyard.Configuration.Sources.Documents;

/// <summary>Opens and reads documents. One whose row is the same as the last time is not read again.</summary>
/// <remarks>Used by the reloader's loop alone: one read at a time.</remarks>
internal sealed class DocumentOpener(SecretSealer sealer, DocumentReader reader)
{
    private Dictionary<Guid, (DocumentRow Row, OpenDocument Document)> _before = [];

    public DocumentSet Open(IReadOnlyList<DocumentRow> rows)
    {
        // What is wrong may be of this node and pass (a variable that is set at the next start), but not while the process runs.
        OpenDocument[] documents = [.. rows.Select(row => _before.TryGetValue(row.Id, out var before) && IsSame(before.Row, row) ? before.Document : Open(row))];
        _before = rows.Zip(documents).ToDictionary(pair => pair.First.Id, pair => (pair.First, pair.Second));
        return new DocumentSet(documents);
    }

    private static bool IsSame(DocumentRow one, DocumentRow two) => one == two with { Sealed = one.Sealed } && one.Sealed.AsSpan().SequenceEqual(two.Sealed);

    private OpenDocument Open(DocumentRow row)
    {
        if (!DocumentText.TryOpen(sealer, row, out var text))
        {
            return new OpenDocument(row.Name, row.Version, FilePart.Empty, [new ConfigurationFault($"document {row.Name}", 0, 0, "", "No key of this node opens it.")]);
        }

        var (part, faults) = reader.Read(row.Name, text.Text, text.Format);
        return new OpenDocument(row.Name, row.Version, part, faults);
    }
}
