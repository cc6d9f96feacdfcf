using System.Text.Json.Nodes;
using Switchyard.Admin.Mutations;
using Switchyard.Configuration.Sources.Documents;
using Switchyard.Hub.Changes;
using Switchyard.Storage.Documents;
using Switchyard.Storage.Secrets;

namespace Switchyard.Admin.Documents;

/// <summary>Writes documents with their history, inside a mutation that holds <see cref="DocumentTable.LockAsync"/>.</summary>
internal sealed class DocumentWriter(SecretSealer sealer)
{
    /// <summary>What a document is, for differences, images and the audit: its text only as a hash.</summary>
    public static JsonObject? Facts(DocumentRow? row) => row is null ? null : new JsonObject { ["format"] = row.Format, ["hash"] = row.Hash, ["version"] = row.Version };

    /// <summary>The image of a change.</summary>
    public static RecordImage Image(string name, DocumentRow? before, DocumentRow? after, long version) => new(
        "document", (after ?? before)!.Id.ToString("D"), name, before is null ? null : Facts(before)!.ToJsonString(), after is null ? null : Facts(after)!.ToJsonString(), version);

    /// <summary>Makes <paramref name="text"/> the document of this name.</summary>
    public async Task<DocumentRow> WriteAsync(MutationScope scope, string name, DocumentRow? before, DocumentText text, CancellationToken cancellationToken)
    {
        var id = before?.Id ?? Guid.CreateVersion7(scope.Now);
        var row = new DocumentRow
        {
            Id = id,
            Name = name,
            Format = text.FormatName,
            Sealed = sealer.Seal(SealedColumns.Documents.Table, SealedColumns.Documents.Column, id, text.Text),
            Hash = text.Hash,
            Version = await DocumentTable.NextVersionAsync(scope.Session, name, cancellationToken),
            AuthorId = scope.Actor.Id.ToString("D"),
            AuthorName = scope.Actor.Name,
            Comment = scope.Options.Comment,
            CreatedAt = before?.CreatedAt ?? scope.Now,
            UpdatedAt = scope.Now,
        };
        await DocumentTable.WriteAsync(scope.Session, row, cancellationToken);
        await AddVersionAsync(scope, row, text, cancellationToken);
        return row;
    }

    /// <summary>Makes each of <paramref name="texts"/> the document of its name, and deletes those that are null.</summary>
    /// <param name="scope">The mutation.</param>
    /// <param name="now">The documents as they are, by name.</param>
    /// <param name="texts">The texts by name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<RecordImage>> WriteAllAsync(
        MutationScope scope, IReadOnlyDictionary<string, DocumentRow> now, IReadOnlyDictionary<string, DocumentText?> texts, CancellationToken cancellationToken)
    {
        var images = new List<RecordImage>();
        foreach (var (name, text) in texts)
        {
            var before = now.GetValueOrDefault(name);
            var after = text is null ? null : await WriteAsync(scope, name, before, text, cancellationToken);
            images.Add(Image(name, before, after, after?.Version ?? await DeleteAsync(scope, before!, cancellationToken)));
        }

        return images;
    }

    /// <summary>Deletes the document and returns the version that says so.</summary>
    public async Task<long> DeleteAsync(MutationScope scope, DocumentRow before, CancellationToken cancellationToken)
    {
        await DocumentTable.DeleteAsync(scope.Session, before.Name, cancellationToken);
        var gone = before with
        {
            Version = await DocumentTable.NextVersionAsync(scope.Session, before.Name, cancellationToken),
            AuthorId = scope.Actor.Id.ToString("D"),
            AuthorName = scope.Actor.Name,
            Comment = scope.Options.Comment,
            UpdatedAt = scope.Now,
        };
        await AddVersionAsync(scope, gone, null, cancellationToken);
        return gone.Version;
    }

    private Task AddVersionAsync(MutationScope scope, DocumentRow row, DocumentText? text, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(scope.Now);
        var version = new DocumentVersionRow
        {
            Id = id,
            Name = row.Name,
            Version = row.Version,
            Format = row.Format,
            Sealed = text is null ? null : sealer.Seal(SealedColumns.DocumentHistory.Table, SealedColumns.DocumentHistory.Column, id, text.Text),
            Hash = text is null ? "" : row.Hash,
            AuthorId = row.AuthorId,
            AuthorName = row.AuthorName,
            Comment = row.Comment,
            At = row.UpdatedAt,
        };
        return DocumentTable.AddVersionAsync(scope.Session, version, cancellationToken);
    }
}
