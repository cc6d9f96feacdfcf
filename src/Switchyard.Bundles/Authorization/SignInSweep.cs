using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Bundles.Authorization.Tokens;
using Switchyard.Model.Bundles;
using Switchyard.Storage.Bundles;

namespace Switchyard.Bundles.Authorization;

/// <summary>
/// Checks all sign-ins from time to time, on one node at a time. One that fails twice in a row is lost. If so many would be that the fault is more likely with an authorization server than with each of them, none is, and people
/// are told.
/// </summary>
internal sealed partial class SignInSweep(SignInVault vault, SignInCheck check, SweepPlace place, Func<BundleSettings> terms, TimeProvider time, ILogger<SignInSweep> logger) : BackgroundService
{
    private readonly ILogger _logger = logger;
    private bool _doubts;
    private bool _away;

    /// <summary>Checks all once.</summary>
    public async Task<SweepResult> RunOnceAsync(CancellationToken cancellationToken)
    {
        var settings = terms();
        var rows = await vault.ListAsync(cancellationToken);
        var failed = new ConcurrentDictionary<Guid, string>();
        await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = settings.RevalidateParallel, CancellationToken = cancellationToken }, async (row, token) =>
        {
            if (await check.RunAsync(row, token) is { } reason)
            {
                failed[row.Id] = reason;
            }
        });

        var lost = rows.Where(row => failed.ContainsKey(row.Id) && row.Losses + 1 >= settings.RevalidateLosses).ToList();
        var isTooMuch = lost.Count > Math.Max(settings.RevalidateFloor, rows.Count * settings.RevalidateShare / 100);
        if (isTooMuch)
        {
            await DoubtAsync(lost.Count, rows.Count, cancellationToken);
        }
        else if (lost.Count > 0)
        {
            await vault.LoseAsync([.. lost.Select(row => (row, failed[row.Id]))], cancellationToken);
        }

        _doubts = isTooMuch;
        await CountAsync(rows, row => failed.ContainsKey(row.Id), settings.RevalidateLosses, cancellationToken);
        return new SweepResult(rows.Count, isTooMuch ? 0 : lost.Count, isTooMuch ? lost.Count : 0);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var every = terms().RevalidateEvery;
            await Task.Delay(every * (0.8 + (Random.Shared.NextDouble() * 0.4)), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                if (!stoppingToken.IsCancellationRequested && await place.TryTakeAsync(every, stoppingToken))
                {
                    await RunOnceAsync(stoppingToken);
                }

                _away = false;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // Whatever it is, the next round, or another node, does it.
                if (!_away)
                {
                    _away = true;
                    LogFailed(failure);
                }
            }
        }
    }

    /// <summary>Counts failures in a row; those that were spared stay one short of lost.</summary>
    private Task CountAsync(IReadOnlyList<SignInRow> rows, Func<SignInRow, bool> hasFailed, int losses, CancellationToken cancellationToken)
    {
        var counts = rows.Select(row => (row, Math.Min(hasFailed(row) ? row.Losses + 1 : 0, losses - 1))).Where(static pair => pair.Item2 != pair.row.Losses).ToList();
        return counts.Count == 0 ? Task.CompletedTask : vault.CountAsync(counts, cancellationToken);
    }

    private async Task DoubtAsync(int lost, int all, CancellationToken cancellationToken)
    {
        LogDoubt(lost, all);
        if (!_doubts)
        {
            await place.AlertAsync(lost, all, cancellationToken);
        }
    }

    [LoggerMessage(10023, LogLevel.Error, "{Lost} of {All} sign-ins to bundles seem lost at once. None is taken for it; look at the authorization servers.")]
    private partial void LogDoubt(int lost, int all);

    [LoggerMessage(10024, LogLevel.Warning, "The sign-ins to bundles could not be checked; it is tried again.")]
    private partial void LogFailed(Exception failure);
}
