using Microsoft.Extensions.Logging;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Configuration.History;

/// <summary>
/// Begins a new epoch when the database has lost revisions that a node knows: it was restored from a backup, or a copy that lagged took its place. Numbers that were given once are then given again, and
/// only the epoch tells them apart. Whoever reads a copy that can not be written, and may only lag, changes nothing.
/// </summary>
internal sealed partial class EpochKeeper(Database database, ChangeRecorder recorder, TimeProvider time, ILogger<EpochKeeper> logger)
{
    private const string EntityId = "epoch";

    private readonly ILogger _logger = logger;

    /// <summary>Begins a new epoch if the database, asked where it is written, is still in <paramref name="epoch"/> and has not come as far as <paramref name="known"/>. Of several nodes one does it.</summary>
    /// <param name="epoch">The epoch of what this node knows.</param>
    /// <param name="known">A revision of that epoch that this node has seen.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RenewAsync(Guid epoch, long known, CancellationToken cancellationToken)
    {
        var found = await database.WriteAsync((session, token) => RenewAsync(session, epoch, known, token), cancellationToken);
        if (found is { } revision)
        {
            LogRenewed(revision, known);
        }
    }

    private async Task<long?> RenewAsync(SqlSession session, Guid epoch, long known, CancellationToken cancellationToken)
    {
        // The row of the epoch first: whoever else renews it waits here and then finds another one.
        if (!await EpochTable.TryRenewAsync(session, epoch, time.GetUtcNow(), cancellationToken))
        {
            return null;
        }

        var found = await StreamTable.VersionAsync(session, HubStreams.Config, cancellationToken);
        if (found >= known)
        {
            throw new InvalidOperationException($"The database has revision {found} where it is written and an older one where it is read.");
        }

        await recorder.RecordAsync(session, Restored(found, known), cancellationToken);
        return found;
    }

    private static Change Restored(long found, long known) => new(
        HubStreams.ConfigEpochChanged,
        new HubEvent(HubStreams.ConfigEpochChanged, HubAction.Reset, EntityId),
        [
            new AuditEntry
            {
                Action = "config.epoch",
                ActorKind = "system",
                ActorId = "system",
                ActorName = "system",
                EntityType = "config",
                EntityId = EntityId,
                EntityName = $"restored at revision {found}, {known} was known",
            },
        ]);

    [LoggerMessage(3044, LogLevel.Warning, "The database is at revision {Found}, and {Known} was known: it was restored. A new line of revisions begins.")]
    private partial void LogRenewed(long found, long known);
}
