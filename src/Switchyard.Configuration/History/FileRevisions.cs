using System.Text.Json.Nodes;
using Switchyard.Configuration.Sources.File.Parts;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Revisions;
using Switchyard.Storage.Sql;

namespace Switchyard.Configuration.History;

/// <summary>
/// Makes a change of the configuration files a revision: one, however many nodes have the same files, made by whichever sees it first. A node whose files did not change makes none, even if those of the
/// others did; it is shown as diverged until its files are the same.
/// </summary>
/// <remarks>The first content that a database hears of is where its history begins and no revision. Used by the reloader's loop alone.</remarks>
internal sealed class FileRevisions(Database database, ChangeRecorder recorder, FileAuthor author, TimeProvider time)
{
    private const string EntityId = "files";

    private string? _told;

    /// <summary>Tells what this node's files say now; to say the same twice costs nothing.</summary>
    /// <param name="hash">What tells the content from another.</param>
    /// <param name="part">What the files say.</param>
    /// <param name="before">What this node's files said before, in this process or in the one before it; null when that is not known.</param>
    /// <param name="summary">Says how the content differs from the one before, without secrets.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="DatabaseUnavailableException">It could not be told; nothing was written.</exception>
    public async Task TellAsync(string hash, FilePart part, string? before, Func<string> summary, CancellationToken cancellationToken)
    {
        if (hash == _told)
        {
            return;
        }

        await database.WriteAsync((session, token) => TellAsync(session, hash, part, _told ?? before, summary, token), cancellationToken);
        _told = hash;
    }

    private async Task TellAsync(SqlSession session, string hash, FilePart part, string? before, Func<string> summary, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var row = new FileContentRow { Hash = hash, Revision = 0, Node = author.Node, ChangedAt = now };
        if (await FileContentTable.TryInsertAsync(session, row, cancellationToken))
        {
            return;
        }

        var known = await FileContentTable.LockAsync(session, cancellationToken);
        if (known!.Hash == hash || before == hash)
        {
            return;
        }

        var revision = await recorder.RecordAsync(session, ChangeOf(part, summary()), cancellationToken);
        await FileContentTable.UpdateAsync(session, row with { Revision = revision }, cancellationToken);
    }

    private Change ChangeOf(FilePart part, string summary)
    {
        var data = new JsonObject
        {
            ["origin"] = "file",
            ["summary"] = summary,
            ["node"] = author.Node,
            ["files"] = new JsonArray([.. part.Files.Select(file => JsonValue.Create(file))]),
        };
        var audit = new AuditEntry
        {
            Action = "config.files",
            ActorKind = "system",
            ActorId = author.Node,
            ActorName = "system",
            EntityType = "config",
            EntityId = EntityId,
            EntityName = summary,
        };
        return new Change(HubStreams.ConfigFilesChanged, new HubEvent(HubStreams.ConfigFilesChanged, HubAction.Update, EntityId) { Data = data.ToJsonString() }, [audit]) { Origin = ChangeOrigins.File };
    }
}
