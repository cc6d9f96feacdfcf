using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Recording.Journal;
using Switchyard.Storage.Recording;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Tools;

namespace Switchyard.Gateway.Recording;

/// <summary>Renews the lease of this life, closes what dead nodes left open, and deletes what is older than the retention or has expired; the last two on one node at a time.</summary>
/// <param name="journal">Names this life.</param>
/// <param name="database">The database.</param>
/// <param name="settings">The terms in force.</param>
/// <param name="instruments">Metrics.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Log.</param>
internal sealed partial class RecordingJanitor(
    SegmentedJournal journal, Database database, RecordingSettings settings, RecordingInstruments instruments, TimeProvider time, ILogger<RecordingJanitor> logger)
    : BackgroundService
{
    /// <summary>How often the lease is renewed.</summary>
    public static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(20);

    /// <summary>How long a lease lasts without renewal.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>How long after the end of a life's lease its open interceptions become aborted.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>How long a life of an edge may be silent before its open interceptions become aborted, unless the edge itself says that it is over.</summary>
    public static readonly TimeSpan RemotePatience = TimeSpan.FromDays(7);

    /// <summary>Most rows that one transaction of the retention deletes.</summary>
    public const int RowsPerDelete = 5_000;

    private const string LeaseName = "recording-janitor";
    private static readonly TimeSpan RetentionEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan BetweenDeletes = TimeSpan.FromMilliseconds(100);
    private readonly ILogger _logger = logger;
    private long? _steadySince;
    private long? _lastRetention;

    /// <summary>One round. Returns whether this node holds the lease for the work of all.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var leads = await database.WriteAsync(
            async (session, token) =>
            {
                await RecordingLifeTable.EnsureAsync(
                    session, journal.Life.ToRow(), now, token);
                await RecordingLifeTable.TouchAsync(session, journal.Life.Id, now, token);
                return await RecordingLeaseTable.TryTakeAsync(session, LeaseName, journal.Life.Id, now, now + Lease, token);
            },
            cancellationToken);
        _steadySince ??= time.GetTimestamp();
        if (!leads)
        {
            return false;
        }

        // After an outage of the database every life looks dead until it could renew; so nobody judges others before all had the time to.
        if (time.GetElapsedTime(_steadySince.Value) >= Lease)
        {
            var aborted = await database.WriteAsync(
                (session, token) => InterceptionTable.AbortExpiredAsync(session, now - Lease - Patience, now - RemotePatience, now, token), cancellationToken);
            if (aborted > 0)
            {
                LogAborted(aborted);
            }
        }

        await database.WriteAsync((session, token) => KeptToolTable.DeleteExpiredAsync(session, now, RowsPerDelete, token), cancellationToken);
        if (_lastRetention is not { } last || time.GetElapsedTime(last) >= RetentionEvery)
        {
            await DeleteOldAsync(cancellationToken);
            _lastRetention = time.GetTimestamp();
        }

        return true;
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // The work is done by the next round or by another node; only the outage of the database is expected, but nothing here may end the loop.
                _steadySince = null;
                LogFailed(fault);
            }

            await Task.Delay(RenewEvery, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task DeleteOldAsync(CancellationToken cancellationToken)
    {
        var retention = settings.Current.Config.Retention;
        if (retention <= TimeSpan.Zero)
        {
            return;
        }

        long total = 0;
        while (true)
        {
            var now = time.GetUtcNow();
            var deleted = await database.WriteAsync(
                async (session, token) =>
                {
                    // Renewed with each batch: a long deletion must neither lose the lease nor let this life look dead.
                    await RecordingLifeTable.TouchAsync(session, journal.Life.Id, now, token);
                    return await RecordingLeaseTable.TryTakeAsync(session, LeaseName, journal.Life.Id, now, now + Lease, token)
                        ? await InterceptionTable.DeleteOldAsync(session, now - retention, RowsPerDelete, token)
                        : 0;
                },
                cancellationToken);
            if (deleted == 0)
            {
                break;
            }

            total += deleted;
            instruments.Deleted(deleted);
            await Task.Delay(BetweenDeletes, time, cancellationToken);
        }

        await database.WriteAsync((session, token) => RecordingLifeTable.DeleteUnusedAsync(session, time.GetUtcNow() - TimeSpan.FromDays(1), token), cancellationToken);
        if (total > 0)
        {
            LogDeleted(total, retention.TotalDays);
        }
    }

    [LoggerMessage(4250, LogLevel.Warning, "{Count} interceptions of nodes that died are aborted")]
    private partial void LogAborted(int count);

    [LoggerMessage(4251, LogLevel.Information, "{Count} interceptions older than {Days} days are deleted")]
    private partial void LogDeleted(long count, double days);

    [LoggerMessage(4252, LogLevel.Warning, "Looking after recorded interceptions failed; it is tried again")]
    private partial void LogFailed(Exception exception);
}
