using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Switchyard.Model.Revisions;

namespace Switchyard.Configuration.Reloading;

/// <summary>Puts a configuration in force in all parts of the node, or in none: all prepare, then all commit.</summary>
internal sealed partial class ConfigurationApplier(IEnumerable<IConfigurationConsumer> consumers, TimeProvider time, ILogger<ConfigurationApplier> logger)
{
    private static readonly TimeSpan PartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan WholeLimit = TimeSpan.FromSeconds(60);

    private readonly IConfigurationConsumer[] _consumers = [.. consumers];

    /// <param name="next">The revision to come.</param>
    /// <param name="current">The revision in force, null before the first.</param>
    /// <param name="probes">Whether those parts that can try what they have prepared do so.</param>
    /// <param name="beforeCommit">Called when all have prepared; what it throws undoes everything.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="TimeoutException">A part did not prepare in time. Nothing has changed.</exception>
    /// <exception cref="ProbeFailedException">A part tried what it has prepared in vain. Nothing has changed.</exception>
    public async Task ApplyAsync(ConfigurationModel next, ConfigurationModel? current, bool probes, Func<CancellationToken, Task>? beforeCommit, CancellationToken cancellationToken)
    {
        var prepared = new List<(IConfigurationConsumer Consumer, IPreparedChange Change)>(_consumers.Length);
        try
        {
            using var whole = new CancellationTokenSource(WholeLimit, time);
            foreach (var consumer in _consumers)
            {
                prepared.Add((consumer, await PrepareAsync(consumer, next, current, whole.Token, cancellationToken)));
            }

            foreach (var (_, change) in prepared)
            {
                if (probes && change is IProbedChange probed)
                {
                    await probed.ProbeAsync(cancellationToken);
                }
            }

            if (beforeCommit is not null)
            {
                await beforeCommit(cancellationToken);
            }

            cancellationToken.ThrowIfCancellationRequested();

            // From here on nothing waits, and a part that fails against its promise does not keep the others back: a node never runs half of a revision.
            foreach (var (consumer, change) in prepared)
            {
                try
                {
                    change.Commit();
                }
                catch (Exception bug)
                {
                    LogCommitFailed(bug, consumer.Name, next.Revision);
                }
            }
        }
        finally
        {
            foreach (var (consumer, change) in prepared)
            {
                End(consumer, change);
            }
        }
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "A part may use the token for longer than anybody waits for it; the source has neither timer nor wait handle.")]
    [SuppressMessage("Reliability", "CA2025", Justification = "What is handed on is a task, which nobody disposes.")]
    private async Task<IPreparedChange> PrepareAsync(
        IConfigurationConsumer consumer, ConfigurationModel next, ConfigurationModel? current, CancellationToken whole, CancellationToken cancellationToken)
    {
        using var part = new CancellationTokenSource(PartLimit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(part.Token, whole, cancellationToken);
        var stop = new CancellationTokenSource();
        var preparing = consumer.PrepareAsync(next, current, stop.Token).AsTask();
        try
        {
            // Not simply awaited: a part that does not listen to its token must not stop the node from following the configuration.
            return await preparing.WaitAsync(linked.Token);
        }
        catch (OperationCanceledException late) when (linked.IsCancellationRequested)
        {
            await stop.CancelAsync();
            _ = EndLateAsync(consumer, preparing);
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"'{consumer.Name}' did not prepare in time.", late);
        }
    }

    private async Task EndLateAsync(IConfigurationConsumer consumer, Task<IPreparedChange> preparing)
    {
        try
        {
            End(consumer, await preparing);
        }
        catch (Exception failure)
        {
            // Nobody waits for it any more; what it held is its own to release.
            LogLateFailure(failure, consumer.Name);
        }
    }

    private void End(IConfigurationConsumer consumer, IPreparedChange change)
    {
        try
        {
            change.Dispose();
        }
        catch (Exception bug)
        {
            LogEndFailed(bug, consumer.Name);
        }
    }

    [LoggerMessage(3010, LogLevel.Critical, "'{Part}' failed to commit revision {Revision}. It runs what it had; this is a bug.")]
    private partial void LogCommitFailed(Exception bug, string part, long revision);

    [LoggerMessage(3011, LogLevel.Debug, "'{Part}' ended its preparation after its time was over.")]
    private partial void LogLateFailure(Exception failure, string part);

    [LoggerMessage(3012, LogLevel.Error, "'{Part}' failed to end a prepared change.")]
    private partial void LogEndFailed(Exception bug, string part);
}
