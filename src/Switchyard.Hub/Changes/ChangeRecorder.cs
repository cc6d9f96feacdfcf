using Switchyard.Hub.Streams;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Revisions;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Changes;

/// <summary>
/// Makes a mutation visible: the version of its signal, its audit rows, its revision, its event and its place in the history, all in the transaction of the rows themselves. The only way to do so.
/// </summary>
/// <remarks>
/// Call it last in the transaction. Every stream row that is bumped stays locked until commit, so whoever does more work afterwards makes all other writers wait for it.
/// The streams are taken in ordinal order of their names in every transaction: two changes can wait for each other, but not in a circle.
/// </remarks>
public sealed class ChangeRecorder(TimeProvider time, HubPublisher publisher)
{
    /// <summary>Records <paramref name="change"/> and returns its revision, the version of <see cref="HubStreams.Config"/> that it made.</summary>
    /// <exception cref="ArgumentException">The change has no audit entry, or its signal is one of the streams that every change bumps anyway.</exception>
    public async Task<long> RecordAsync(SqlSession session, Change change, CancellationToken cancellationToken)
    {
        if (change.Audit.Count == 0 || string.IsNullOrWhiteSpace(change.Signal) || change.Signal is HubStreams.Audit or HubStreams.Config)
        {
            throw new ArgumentException("A change has a signal of its own and at least one audit entry.", nameof(change));
        }

        HubPublisher.CheckSize(change.Event);
        // One instant for event and audit rows: by it, and by the record, history brings them together again.
        var now = time.GetUtcNow();
        var revision = 0L;
        string[] streams = [HubStreams.Audit, HubStreams.Config, change.Signal];
        foreach (var stream in streams.Order(StringComparer.Ordinal))
        {
            switch (stream)
            {
                case HubStreams.Audit:
                    await AuditTable.AppendAsync(session, change.Audit, now, cancellationToken);
                    break;
                case HubStreams.Config:
                    revision = await publisher.PublishAsync(session, stream, change.Event, now, cancellationToken);
                    break;
                default:
                    await StreamTable.BumpAsync(session, stream, cancellationToken);
                    break;
            }
        }

        await RememberAsync(session, change, revision, now, cancellationToken);
        return revision;
    }

    /// <summary>Writes the history. It comes after the streams, because it holds the revision.</summary>
    private static async Task RememberAsync(SqlSession session, Change change, long revision, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var author = change.Audit[0];
        var row = new RevisionRow
        {
            Revision = revision,
            AuthorId = author.ActorId,
            AuthorName = author.ActorName,
            Origin = change.Origin,
            Comment = change.Comment,
            At = now,
            Summary = $"{author.Action} {author.EntityName}",
            Event = change.Event.Type,
            Action = HubActions.NameOf(change.Event.Action),
            EntityId = change.Event.EntityId,
            DiffJson = change.DiffJson,
        };
        await RevisionTable.InsertAsync(session, row, cancellationToken);
        foreach (var image in change.Images)
        {
            var entry = new ImageRow
            {
                EntityType = image.EntityType,
                EntityId = image.EntityId,
                Revision = revision,
                EntityName = image.EntityName,
                Version = image.Version,
                ImageJson = image.AfterJson,
            };
            if (image.BeforeJson is not null)
            {
                // A record that is older than the history.
                await RevisionTable.AddFirstImageAsync(session, entry with { Version = null, ImageJson = image.BeforeJson }, cancellationToken);
            }

            await RevisionTable.AddImageAsync(session, entry, cancellationToken);
        }
    }
}
