using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Bundles.Telemetry;
using Switchyard.Configuration.Nodes;
using Switchyard.Hot;
using Switchyard.Hub.Bundles;
using Switchyard.Model.Bundles;
using HubMove = Switchyard.Hub.Bundles.BundleMove;

namespace Switchyard.Bundles.Reports;

/// <summary>
/// Tells everybody how the bundles of this node fare: metrics at once, the database soon after, so that every node, the history and whoever follows events know. A slow database or one that is away holds up no
/// bundle; what happens meanwhile is told when it is back, the latest moves of each bundle at least.
/// </summary>
internal sealed partial class BundleReporter : BackgroundService, IBundleWitness
{
    /// <summary>How many moves of one bundle wait for the database at most: as many as the history keeps.</summary>
    private const int MaxMoves = 200;

    private const int Batch = 100;

    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan MaximumDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly BundleReports _reports;
    private readonly NodeIdentity _node;
    private readonly BundleInstruments _instruments;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ChangeSignal _wake;
    private readonly Lock _gate = new();
    private readonly Dictionary<BundleKey, Pending> _pending = [];
    private readonly HashSet<BundleKey> _gone = [];
    private bool _hasBegun;
    private bool _away;

    public BundleReporter(BundleReports reports, NodeIdentity node, BundleInstruments instruments, TimeProvider time, ILogger<BundleReporter> logger)
    {
        (_reports, _node, _instruments, _time, _logger) = (reports, node, instruments, time, logger);
        _wake = new ChangeSignal(Quiet, MaximumDelay, Timeout.InfiniteTimeSpan, time);
    }

    /// <inheritdoc />
    public void Moved(Lifecycle.BundleMove move)
    {
        LogMoved(move.Key, BundleStates.NameOf(move.From), BundleStates.NameOf(move.Status.State), move.Status.Reason);
        if (move.Status.State == BundleState.Crashed)
        {
            _instruments.Crashed(move.Key);
            LogCrashed(move.Key, move.Status.LastError ?? move.Status.Reason);
        }

        var told = new HubMove(move.Status.Since, move.From, move.Status.State, move.Status.Reason, move.Status.Generation, move.Detail ?? (move.Status.State == BundleState.Crashed ? move.Status.LastError : null));
        Add(move.Id, move.Status, told);
    }

    /// <inheritdoc />
    public void Changed(Guid id, BundleStatus status) => Add(id, status, null);

    /// <inheritdoc />
    public void Respawned(BundleStatus status, bool succeeded) => _instruments.Respawned(succeeded);

    /// <inheritdoc />
    public void Started(BundleKey key, TimeSpan took) => _instruments.Started(took);

    /// <inheritdoc />
    public void Gone(BundleKey key)
    {
        lock (_gate)
        {
            _gone.Add(key);
        }

        _wake.Notify();
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await TellAsync(cancellationToken);
        }
        catch (Exception failure)
        {
            // The node ends; what it did not tell, its row says by being old.
            LogAway(failure);
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                if (!await TryTellAsync(stoppingToken))
                {
                    await Task.Delay(Retry, _time, stoppingToken);
                    continue;
                }

                await _wake.WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // StopAsync tells what is left.
        }
    }

    private async Task<bool> TryTellAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TellAsync(cancellationToken);
            if (_away)
            {
                _away = false;
                LogBack();
            }

            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            // Whatever it is, the bundles run on and it is tried again.
            if (!_away)
            {
                _away = true;
                LogAway(failure);
            }

            return false;
        }
    }

    private async Task TellAsync(CancellationToken cancellationToken)
    {
        if (!_hasBegun)
        {
            await _reports.BeginAsync(_node.Id, cancellationToken);
            _hasBegun = true;
        }

        while (Take() is { Count: > 0 } taken)
        {
            try
            {
                await _reports.WriteAsync(_node.Id, taken, cancellationToken);
            }
            catch
            {
                GiveBack(taken);
                throw;
            }
        }

        foreach (var key in TakeGone())
        {
            try
            {
                await _reports.ForgetAsync(_node.Id, key, cancellationToken);
            }
            catch
            {
                Gone(key);
                throw;
            }
        }
    }

    private void Add(Guid id, BundleStatus status, HubMove? move)
    {
        lock (_gate)
        {
            // One that was installed again is not gone.
            _gone.Remove(status.Key);
            var before = _pending.GetValueOrDefault(status.Key)?.Moves ?? [];
            IEnumerable<HubMove> moves = move is null ? before : before.Append(move).TakeLast(MaxMoves);
            _pending[status.Key] = new Pending(id, status, [.. moves]);
        }

        _wake.Notify();
    }

    private List<BundleReport> Take()
    {
        lock (_gate)
        {
            var taken = _pending.Take(Batch).Select(static pair => new BundleReport(pair.Value.Id, pair.Value.Status, pair.Value.Moves)).ToList();
            taken.ForEach(report => _pending.Remove(report.Status.Key));
            return taken;
        }
    }

    private List<BundleKey> TakeGone()
    {
        lock (_gate)
        {
            var gone = _gone.ToList();
            _gone.Clear();
            return gone;
        }
    }

    private void GiveBack(List<BundleReport> taken)
    {
        lock (_gate)
        {
            foreach (var report in taken)
            {
                var key = report.Status.Key;
                _pending[key] = _pending.TryGetValue(key, out var newer)
                    ? newer with { Moves = [.. report.Moves.Concat(newer.Moves).TakeLast(MaxMoves)] }
                    : new Pending(report.BundleId, report.Status, report.Moves);
            }
        }
    }

    [LoggerMessage(10002, LogLevel.Information, "Bundle {Bundle} went from {From} to {To}: {Reason}")]
    private partial void LogMoved(BundleKey bundle, string from, string to, string reason);

    [LoggerMessage(10005, LogLevel.Warning, "Bundle {Bundle}: {Error}")]
    private partial void LogCrashed(BundleKey bundle, string error);

    [LoggerMessage(10003, LogLevel.Warning, "What happens to bundles can not be written down; it is tried again, and they run on.")]
    private partial void LogAway(Exception failure);

    [LoggerMessage(10004, LogLevel.Information, "What happens to bundles is written down again")]
    private partial void LogBack();

    private sealed record Pending(Guid Id, BundleStatus Status, IReadOnlyList<HubMove> Moves);
}
