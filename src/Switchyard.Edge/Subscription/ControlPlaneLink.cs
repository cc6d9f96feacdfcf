using System.Reflection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Edge.Applying;
using Switchyard.Edge.Options;
using Switchyard.Edge.Reports;
using Switchyard.Edge.Serving;
using Switchyard.Edge.Status;
using Switchyard.Model.Access;

namespace Switchyard.Edge.Subscription;

/// <summary>
/// Keeps the edge connected for as long as the process lives: what is on the disk serves first, then connection follows connection. Whatever the control plane says or does, the process does not end for it.
/// </summary>
internal sealed partial class ControlPlaneLink(
    EdgeOptions options, EdgeIdentity identity, StateApplier applier, EdgeFacts facts, LinkParts parts, TimeProvider time, ILogger<ControlPlaneLink> logger) : BackgroundService
{
    /// <summary>Time without a connection after which an edge that tries is called offline.</summary>
    public static readonly TimeSpan OfflineAfter = TimeSpan.FromSeconds(15);

    /// <summary>How often the time without contact is noted on the disk.</summary>
    public static readonly TimeSpan MarkInterval = TimeSpan.FromSeconds(30);

    private static readonly string Product = Assembly.GetExecutingAssembly().GetName().Version!.ToString(3);

    private readonly ILogger _logger = logger;
    private readonly ChannelConnector _connector = new(options, identity);
    private readonly Reconnection _reconnection = new(options.Reconnect);
    private string? _told;
    private long? _markedAt;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var machine = new ChannelMachine(identity, Product, await RestoreAsync(stoppingToken));
        var hash = new byte[32];
        AccessToken.Hash(options.Token.Reveal(), hash);
        var around = new SessionSurroundings(hash, parts.Contact, parts.Disk, parts.Status, time, _logger);
        var lost = time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var (end, connected) = await ConnectAsync(machine, around, stoppingToken);
                parts.Instruments.Ended(end.Kind.ToString().ToLowerInvariant());
                lost = connected > TimeSpan.Zero ? time.GetTimestamp() : lost;
                Tell(end, time.GetElapsedTime(lost));
                parts.Status.Settle();
                await WaitAsync(machine, end, connected, lost, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure)
            {
                // Nothing may end this loop: an edge that never connects again would be lost.
                LogStumbled(failure);
                await Task.Delay(options.Reconnect.Max, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        Mark(machine);
    }

    private void Mark(ChannelMachine machine)
    {
        if (machine.Serving is { } serving)
        {
            parts.Disk.Mark(serving, parts.Contact.ContactAt, parts.Contact.Offline);
        }
    }

    private async Task<ServingState?> RestoreAsync(CancellationToken cancellationToken)
    {
        if (parts.Disk.Read() is not { } state)
        {
            return null;
        }

        parts.Contact.Restore(state.ContactAt, state.Silence);
        parts.Status.Is(state.GatewayId, state.Gateway);
        if (await applier.RestoreAsync(state, cancellationToken) is { } error)
        {
            LogNotRestored(error);
            return null;
        }

        LogRestored(state.Serving.State.Revision, state.Serving.Seq, state.ContactAt);
        parts.Status.Settle();
        return state.Serving;
    }

    private async Task<(ChannelEnd End, TimeSpan Connected)> ConnectAsync(ChannelMachine machine, SessionSurroundings around, CancellationToken cancellationToken)
    {
        try
        {
            var (socket, refusal) = await _connector.ConnectAsync(time, cancellationToken);
            if (socket is null)
            {
                if (refusal!.Kind == ChannelEndKind.Retired)
                {
                    await applier.ForgetAsync(cancellationToken);
                    machine.Forgotten();
                }

                return (refusal, TimeSpan.Zero);
            }

            using var frames = new FrameSocket(socket, time);
            var started = time.GetTimestamp();
            var end = await new ChannelSession(machine, applier, facts, around).RunAsync(frames, cancellationToken);
            return (end, time.GetElapsedTime(started));
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Whatever it is, what serves serves on, and the next connection begins anew.
            LogStumbled(failure);
            return (new ChannelEnd(ChannelEndKind.Lost, failure.Message), TimeSpan.Zero);
        }
    }

    private void Tell(ChannelEnd end, TimeSpan offline)
    {
        parts.Status.Set(
            end.Kind is ChannelEndKind.Refused or ChannelEndKind.Retired ? EdgeState.Refused
            : offline >= OfflineAfter ? EdgeState.Offline
            : parts.Status.Report.State == EdgeState.Connecting ? EdgeState.Connecting
            : EdgeState.Reconnecting,
            end.Reason);
        if (end.Kind == ChannelEndKind.Moved)
        {
            LogMoved(end.Reason);
            _told = null;
        }
        else if (_told != end.Reason)
        {
            // One line per cause and not one per attempt.
            _told = end.Reason;
            LogNotConnected(end.Reason);
        }
    }

    private async Task WaitAsync(ChannelMachine machine, ChannelEnd end, TimeSpan connected, long lost, CancellationToken cancellationToken)
    {
        var wait = _reconnection.Next(end, connected, Random.Shared.NextDouble());
        while (true)
        {
            if (_markedAt is not { } marked || time.GetElapsedTime(marked) >= MarkInterval)
            {
                Mark(machine);
                _markedAt = time.GetTimestamp();
            }

            var step = wait < MarkInterval ? wait : MarkInterval;
            await Task.Delay(step, time, cancellationToken);
            wait -= step;
            if (wait <= TimeSpan.Zero)
            {
                break;
            }
        }

        if (parts.Status.Report is { State: EdgeState.Connecting or EdgeState.Reconnecting } report && time.GetElapsedTime(lost) >= OfflineAfter)
        {
            parts.Status.Set(EdgeState.Offline, report.Reason);
        }
    }

    [LoggerMessage(9003, LogLevel.Information, "Revision {Revision} (event {Seq}) of the disk serves; last contact was at {ContactAt:O}")]
    private partial void LogRestored(long revision, long seq, DateTimeOffset contactAt);

    [LoggerMessage(9004, LogLevel.Error, "The state of the disk can not serve: {Reason}")]
    private partial void LogNotRestored(string reason);

    [LoggerMessage(9005, LogLevel.Warning, "Not connected to the control plane, what is known serves on: {Reason}")]
    private partial void LogNotConnected(string reason);

    [LoggerMessage(9006, LogLevel.Information, "{Reason}")]
    private partial void LogMoved(string reason);

    [LoggerMessage(9007, LogLevel.Error, "A connection failed unexpectedly; the next one begins anew")]
    private partial void LogStumbled(Exception exception);
}
