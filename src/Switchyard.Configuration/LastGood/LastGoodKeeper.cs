using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Hot;

namespace Switchyard.Configuration.LastGood;

/// <summary>
/// Writes what was put in force to the disk, after it serves and beside the loop that put it in force: a slow disk delays no change and no request. The newest replaces those that wait. A disk that does
/// not take it keeps the former content, is tried again every minute, and is no reason not to serve.
/// </summary>
public sealed partial class LastGoodKeeper : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);

    private readonly LastGoodStore _store;
    private readonly ILogger _logger;
    private readonly ChangeSignal _wake;
    private readonly Meter _meter;
    private readonly Published<LastGoodMark> _mark = new(new LastGoodMark(null, null));
    private LastGoodContent? _wanted;

    internal LastGoodKeeper(LastGoodStore store, IMeterFactory meters, TimeProvider time, ILogger<LastGoodKeeper> logger)
    {
        _store = store;
        _logger = logger;
        _wake = new ChangeSignal(TimeSpan.Zero, TimeSpan.Zero, Retry, time);
        _meter = meters.Create("Switchyard");
        _meter.CreateObservableGauge("switchyard_config_last_good_revision", () => Mark.Revision ?? 0, description: "The revision that this process kept on the disk last; 0 before the first.");
    }

    /// <summary>How far the disk is.</summary>
    public LastGoodMark Mark => _mark.Current;

    /// <summary>Whether the process before this one left something that can be opened.</summary>
    public bool HasFound => Found() is not null;

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Write();
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _wake.Dispose();
        _meter.Dispose();
        base.Dispose();
    }

    /// <summary>What the process before this one kept, until this one keeps something; null when there is nothing that can be used, which is logged.</summary>
    internal LastGoodContent? Found() => _store.Read();

    /// <summary>Completes when <see cref="Mark"/> is as <paramref name="wanted"/>.</summary>
    internal async Task UntilAsync(Func<LastGoodMark, bool> wanted, CancellationToken cancellationToken)
    {
        while (true)
        {
            var seen = _mark.Revision;
            if (wanted(Mark))
            {
                return;
            }

            await _mark.WaitForAsync(seen + 1, cancellationToken);
        }
    }

    internal void Keep(LastGoodContent content)
    {
        Interlocked.Exchange(ref _wanted, content);
        _wake.Notify();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (_store.IsOn)
            {
                await _wake.WaitAsync(stoppingToken);
                Write();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // StopAsync writes what is left.
        }
    }

    private void Write()
    {
        if (!_store.IsOn || Interlocked.Exchange(ref _wanted, null) is not { } content)
        {
            return;
        }

        try
        {
            _store.Write(content);
            if (Mark.Failure is not null)
            {
                LogKeptAgain(content.Records.Revision);
            }

            Set(new LastGoodMark(content.Records.Revision, null));
        }
        catch (Exception failure)
        {
            // Whatever it is, it concerns the next start and not this one, and a loop that ended would keep nothing ever again.
            Interlocked.CompareExchange(ref _wanted, content, null);
            if (Mark.Failure is null)
            {
                LogNotKept(failure, content.Records.Revision);
            }

            Set(Mark with { Failure = failure.Message });
        }
    }

    private void Set(LastGoodMark mark) => _mark.TryPublish(mark, _mark.Revision + 1, out _);

    [LoggerMessage(3042, LogLevel.Warning, "Revision {Revision} serves, but could not be kept as last good; the disk has an earlier one. It is tried again every minute")]
    private partial void LogNotKept(Exception failure, long revision);

    [LoggerMessage(3043, LogLevel.Information, "Revision {Revision} is kept as last good again")]
    private partial void LogKeptAgain(long revision);
}
