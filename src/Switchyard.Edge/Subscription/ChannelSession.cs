using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Switchyard.Edge.Applying;
using Switchyard.Edge.Reports;
using Switchyard.Edge.Serving;
using Switchyard.Edge.Status;
using Switchyard.Hub.Protocol;
using Switchyard.Hub.States;

namespace Switchyard.Edge.Subscription;

/// <summary>
/// One connection from its first frame to its end: the shell around <see cref="ChannelMachine"/>. One loop feeds the machine and is the only one that writes to the socket; frames are read beside it, and a
/// state is put in force beside it, so that pings are answered meanwhile.
/// </summary>
internal sealed partial class ChannelSession(ChannelMachine machine, StateApplier applier, EdgeFacts facts, SessionSurroundings around)
{
    private const int MostUnread = 64;
    private static readonly TimeSpan TickPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MarkInterval = TimeSpan.FromSeconds(30);

    private readonly ILogger _logger = around.Logger;
    private readonly Channel<Input> _inputs = Channel.CreateBounded<Input>(MostUnread);
    private Task<(ServingState State, string? Error)>? _applying;
    private CancellationTokenSource? _apply;
    private SecretChannel? _secrets;
    private ChannelEnd? _end;
    private TimeSpan? _markedAt;

    private TimeSpan Now => around.Time.GetElapsedTime(0);

    /// <summary>Runs to the end. When it returns, nothing of it runs any more, and the machine knows what serves.</summary>
    public async Task<ChannelEnd> RunAsync(FrameSocket socket, CancellationToken stopping)
    {
        using var half = SecretChannel.CreateHalf();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var ticks = around.Time.CreateTimer(static inputs => ((Channel<Input>)inputs!).Writer.TryWrite(Input.Tick), _inputs, TickPeriod, TickPeriod);
        var reading = ReadAsync(socket, ended.Token);
        facts.Reset();
        try
        {
            await ExecuteAsync(socket, machine.Opened(SecretChannel.PublicKeyOf(half), item => StateTransfer.FromFrame(item, _secrets), Now), stopping);
            while (_end is null)
            {
                await StepAsync(socket, half, await _inputs.Reader.ReadAsync(stopping), stopping);
            }

            await socket.CloseAsync(_end.Reason);
            return _end;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await socket.CloseAsync("The edge stops.");
            return new ChannelEnd(ChannelEndKind.Moved, "The edge stops.");
        }
        catch (Exception failure) when (failure is WebSocketException or TimeoutException or FrameException or IOException or ObjectDisposedException)
        {
            return new ChannelEnd(ChannelEndKind.Lost, failure.Message);
        }
        finally
        {
            machine.Closed();
            around.Contact.Lost();
            await ended.CancelAsync();
            await reading;
            await SettleAsync(socket: null, CancellationToken.None);
            _secrets?.Dispose();
            Mark();
        }
    }

    private async Task StepAsync(FrameSocket socket, ECDiffieHellman half, Input input, CancellationToken stopping)
    {
        if (_applying is { IsCompleted: true })
        {
            await SettleAsync(socket, stopping);
        }

        switch (input)
        {
            case { End: { } end }:
                _end ??= end;
                break;
            case { Frame: { } frame }:
                around.Contact.Heard();
                if (frame is WelcomeFrame { PublicKey: { } peer } && _secrets is null)
                {
                    _secrets = SecretChannel.Agree(half, peer, around.TokenHash.Span);
                }

                var wasLive = machine.IsLive;
                await ExecuteAsync(socket, machine.Received(frame, Now), stopping);
                if (!wasLive && machine is { IsLive: true, Welcome: { } welcome })
                {
                    around.Status.Is(welcome.GatewayId, welcome.Gateway);
                    around.Status.Set(EdgeState.Connected, null);
                    LogConnected(welcome.Gateway, welcome.Node, welcome.Mode, welcome.Reason ?? "-", machine.Serving?.Seq ?? 0, welcome.Head);
                }

                break;
            case { IsTick: true }:
                await ExecuteAsync(socket, machine.Tick(Now), stopping);
                if (machine.IsLive)
                {
                    await LookAroundAsync(socket, stopping);
                }

                break;
            default:
                break;
        }
    }

    private async Task LookAroundAsync(FrameSocket socket, CancellationToken stopping)
    {
        if (facts.Due(Now) is { } report)
        {
            await socket.SendAsync(new ReportFrame(report), stopping);
        }

        if (_markedAt is not { } marked || Now - marked >= MarkInterval)
        {
            Mark();
        }
    }

    private async Task ExecuteAsync(FrameSocket? socket, IReadOnlyList<ChannelCommand> commands, CancellationToken stopping)
    {
        foreach (var command in commands)
        {
            switch (command)
            {
                case SendCommand send when socket is not null:
                    Note(send.Frame);
                    await socket.SendAsync(send.Frame, stopping);
                    break;
                case ApplyCommand apply:
                    _apply = CancellationTokenSource.CreateLinkedTokenSource(stopping);
                    _applying = Task.Run(() => ApplyAsync(apply.Next, _apply.Token), CancellationToken.None);
                    break;
                case ForgetCommand:
                    await ForgetAsync();
                    break;
                case EndCommand end:
                    _end ??= end.End;
                    break;
                default:
                    break;
            }
        }
    }

    private async Task<(ServingState State, string? Error)> ApplyAsync(ServingState next, CancellationToken cancellationToken)
    {
        var welcome = machine.Welcome!;
        string? error;
        try
        {
            error = await applier.ApplyAsync(next, welcome.GatewayId, welcome.Gateway, cancellationToken);
        }
        catch (Exception failure)
        {
            // Whoever settles must not stumble: the machine is told in any case.
            error = failure.Message;
        }

        // Only to wake the loop: it looks at the task itself. When the queue is full it is awake.
        _inputs.Writer.TryWrite(Input.Wake);
        return (next, error);
    }

    private async Task ForgetAsync()
    {
        if (_applying is { } applying)
        {
            await _apply!.CancelAsync();
            await applying;
            ReleaseApply();
        }

        await applier.ForgetAsync(CancellationToken.None);
        machine.Forgotten();
    }

    private async Task SettleAsync(FrameSocket? socket, CancellationToken stopping)
    {
        while (_applying is { } applying)
        {
            var (state, error) = await applying;
            ReleaseApply();
            if (error is null)
            {
                around.Status.Settle();
            }

            await ExecuteAsync(socket, error is null ? machine.Applied(state) : machine.Refused(state, error), stopping);
            if (socket is not null)
            {
                return;
            }
        }
    }

    private void ReleaseApply()
    {
        _apply?.Dispose();
        (_apply, _applying) = (null, null);
    }

    private void Mark()
    {
        if (machine.Serving is { } serving)
        {
            around.Disk.Mark(serving, around.Contact.ContactAt, around.Contact.Offline);
            _markedAt = Now;
        }
    }

    private async Task ReadAsync(FrameSocket socket, CancellationToken cancellationToken)
    {
        ChannelEnd end;
        try
        {
            while (await socket.ReceiveAsync(cancellationToken) is { } frame)
            {
                await _inputs.Writer.WriteAsync(new Input(Frame: frame), cancellationToken);
            }

            end = CloseCodeRules.EndOf(socket.CloseCode, socket.Describe());
        }
        catch (FrameException fault)
        {
            end = new ChannelEnd(ChannelEndKind.Broken, fault.Message);
        }
        catch (Exception failure)
        {
            // Also what nobody thought of ends the connection in order; the next one begins anew.
            if (failure is not (WebSocketException or OperationCanceledException or IOException or ObjectDisposedException))
            {
                LogNotRead(failure);
            }

            end = new ChannelEnd(ChannelEndKind.Lost, failure.Message);
        }

        try
        {
            await _inputs.Writer.WriteAsync(new Input(End: end), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The loop has ended before and asks nobody.
        }
    }

    private void Note(Frame frame)
    {
        if (frame is ResyncFrame resync)
        {
            LogResync(resync.Reason);
        }
        else if (frame is NackFrame nack)
        {
            LogRefused(nack.Seq, nack.Keeping);
        }
    }

    [LoggerMessage(9000, LogLevel.Information, "Connected as gateway {Gateway} to node {Node}: {Mode} ({Reason}), from event {Seq}, newest is {Head}")]
    private partial void LogConnected(string gateway, string node, string mode, string reason, long seq, long head);

    [LoggerMessage(9001, LogLevel.Warning, "A whole state is asked for: {Reason}")]
    private partial void LogResync(string reason);

    [LoggerMessage(9002, LogLevel.Warning, "Event {Seq} is refused; {Keeping} serves on")]
    private partial void LogRefused(long seq, long keeping);

    [LoggerMessage(9008, LogLevel.Error, "A frame could not be read; the connection ends")]
    private partial void LogNotRead(Exception exception);

    private sealed record Input(Frame? Frame = null, ChannelEnd? End = null, bool IsTick = false)
    {
        public static readonly Input Tick = new(IsTick: true);
        public static readonly Input Wake = new();
    }
}
