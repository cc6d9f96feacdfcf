using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Recording.Journal;

namespace Switchyard.Gateway.Recording;

/// <summary>Keeps the journal writable and durable: makes segments ahead of time, flushes every <c>recording.journal.sync</c>.</summary>
/// <param name="journal">The journal.</param>
/// <param name="recorder">Holds ends that found no room.</param>
/// <param name="settings">The terms in force.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Log.</param>
internal sealed partial class JournalKeeper(
    SegmentedJournal journal, Recorder recorder, RecordingSettings settings, TimeProvider time, ILogger<JournalKeeper> logger) : BackgroundService
{
    private readonly RecordingPulse _pulse = new(time);
    private readonly ILogger _logger = logger;

    /// <summary>Wakes the keeper.</summary>
    public void Notify() => _pulse.Notify();

    /// <inheritdoc />
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // The first segment is there before the first request.
        journal.Maintain();
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        journal.Maintain();
        recorder.AppendLate();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _pulse.WaitAsync(settings.Current.Config.JournalSync, stoppingToken);
                journal.Maintain();
                recorder.AppendLate();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // Without this loop no segment is made and recording ends; whatever it is, the next round tries again.
                LogFailed(fault);
            }
        }
    }

    [LoggerMessage(4220, LogLevel.Error, "Keeping the journal failed; it is tried again")]
    private partial void LogFailed(Exception exception);
}
