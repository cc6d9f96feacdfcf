using System.Net.WebSockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Switchyard.Hub.Delivery.Points;
using Switchyard.Hub.Protocol;
using Switchyard.Model.Gateways;
using Switchyard.Storage.Gateways;

namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>
/// One connection of an instance: one task reads, one task does everything else, writing included. It only carries out what its <see cref="DeliveryMachine"/> decides. Nothing waits in memory
/// for a slow peer but what is being written: the rest is a cursor.
/// </summary>
internal sealed partial class DeliverySession(SessionParts parts, SessionIdentity identity, SessionStart start, SessionChannel channel, ConnectionLease lease, ILogger logger) : IDisposable
{
    private const int UnhandledFrames = 64;
    private static readonly TimeSpan ReadAgainAfter = TimeSpan.FromMilliseconds(500);

    private readonly DeliveryMachine _machine = new(start);
    private readonly Channel<SessionInput> _inbox = Channel.CreateUnbounded<SessionInput>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SemaphoreSlim _credits = new(UnhandledFrames);
    private readonly CancellationTokenSource _over = new();
    private readonly SessionAnswers _answers = new(parts, identity, start);
    private readonly ILogger _logger = logger;
    private readonly long _began = parts.Time.GetTimestamp();
    private volatile SessionEnd? _mustEnd;
    private DeliveryPoint? _seen;
    private bool _hasSent;
    private int _woken;

    /// <summary>Whose it is.</summary>
    public SessionIdentity Identity => identity;

    /// <summary>The right to send.</summary>
    public ConnectionLease Lease => lease;

    /// <summary>What it has done so far.</summary>
    public SessionCounters Counters => _answers.Counters;

    /// <summary>What of <see cref="Counters"/> is in the database, as far as whoever keeps the connection has written it.</summary>
    public SessionCounters OnRecord { get; set; } = new();

    /// <summary>How far the instance is behind, and for how long it has owed an answer.</summary>
    public (long AckedSeq, TimeSpan Waiting) Progress => _answers.Progress;

    /// <summary>Runs to the end of the connection and says how it ended. Called once.</summary>
    public async Task<SessionEnd> RunAsync()
    {
        var reading = ReadAsync();
        SessionEnd end;
        using (parts.Points.Subscribe(Wake))
        {
            end = await ServeAsync();
        }

        await _over.CancelAsync();
        lease.End();
        // Without a lease the instance may be somebody else's by now, and is told nothing. Before welcome there is no other frame.
        await channel.Sink.CloseAsync(end with { IsSilent = end.IsSilent || !lease.IsHeld, GoAway = _hasSent ? end.GoAway : null }, reading);
        await reading;
        return end;
    }

    /// <summary>Makes it end. Harmless twice, before it has begun and after it has ended; the first reason counts.</summary>
    public void End(SessionEnd how)
    {
        if (Interlocked.CompareExchange(ref _mustEnd, how, null) is null)
        {
            _inbox.Writer.TryWrite(new SessionInput.Ended(how));
            lease.End();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _over.Dispose();
        _credits.Dispose();
        channel.Dispose();
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _woken, 1) == 0)
        {
            _inbox.Writer.TryWrite(new SessionInput.Ticked());
        }
    }

    private async Task<SessionEnd> ServeAsync()
    {
        await using var timer = parts.Time.CreateTimer(static session => ((DeliverySession)session!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        try
        {
            Wake();
            while (true)
            {
                var input = await _inbox.Reader.ReadAsync();
                Volatile.Write(ref _woken, 0);
                if (input is SessionInput.FrameCame)
                {
                    _credits.Release();
                }

                if (await LookAtPointAsync() is { } moved)
                {
                    return moved;
                }

                if (await DoAsync(input) is { } end)
                {
                    return end;
                }

                var wait = _machine.NextLook - parts.Time.GetElapsedTime(_began);
                timer.Change(wait > TimeSpan.FromMilliseconds(1) ? wait : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
            }
        }
        catch (OperationCanceledException)
        {
            LogStuck(identity.Gateway, identity.InstanceId);
            return SessionEnd.Stuck();
        }
        catch (Exception gone) when (gone is WebSocketException or IOException or ObjectDisposedException)
        {
            return _mustEnd ?? SessionEnd.Gone();
        }
        catch (Exception failure)
        {
            // A fault of one session must not become one of the node; the instance comes again and resumes.
            LogFailed(failure, identity.Gateway, identity.InstanceId);
            return SessionEnd.Failed();
        }
    }

    private ValueTask<SessionEnd?> LookAtPointAsync()
    {
        var point = parts.Points.Current;
        if (point is null || ReferenceEquals(point, _seen))
        {
            return ValueTask.FromResult<SessionEnd?>(null);
        }

        _seen = point;
        return DoAsync(new SessionInput.PointCame(point));
    }

    private async ValueTask<SessionEnd?> DoAsync(SessionInput input)
    {
        foreach (var command in _machine.On(input, parts.Time.GetElapsedTime(_began)))
        {
            if (command is SessionCommand.End end)
            {
                return end.How;
            }

            await DoAsync(command);
        }

        _answers.At(_machine.AckedSeq, _machine.WaitingSince);
        return null;
    }

    private async ValueTask DoAsync(SessionCommand command)
    {
        switch (command)
        {
            case SessionCommand.Welcome welcome:
                await SendAsync(Welcome(welcome));
                break;
            case SessionCommand.Change change:
                await SendAsync(channel.Frames.Of(change));
                _answers.Sent(change);
                break;
            case SessionCommand.Bookmark bookmark:
                await SendAsync(channel.Frames.Of(bookmark));
                break;
            case SessionCommand.Snapshot snapshot:
                await SendAsync(channel.Frames.Of(snapshot.State));
                _answers.Sent(snapshot);
                LogSnapshot(identity.Gateway, identity.InstanceId, snapshot.State.Revision, snapshot.Reason);
                break;
            case SessionCommand.Ping:
                await SendAsync(new PingFrame());
                break;
            case SessionCommand.Pong:
                await SendAsync(new PongFrame());
                break;
            case SessionCommand.Survey survey:
                Begin(async token => new SessionInput.Surveyed(
                    await HistorySurvey.ReadAsync(parts.Log, survey.Epoch, identity.GatewayId, survey.After, survey.UpTo, start.Settings.Log.PageSize, token)));
                break;
            case SessionCommand.ReadEvents read:
                Begin(async token => new SessionInput.EventsCame(
                    await parts.Log.ReadAsync(read.Epoch, read.After, read.UpTo, Math.Min(read.Most, start.Settings.Log.PageSize), token)));
                break;
            case SessionCommand.ReadLabels:
                Begin(async token => new SessionInput.LabelsCame(
                    await parts.Database.ReadAsync((session, ct) => GatewayTable.FindAsync(session, identity.GatewayId.ToString("D"), ct), token) is { } row ? Labels.Parse(row.LabelsJson) : null));
                break;
            default:
                _answers.Take(command);
                break;
        }
    }

    /// <summary>Reads something beside the session; what came of it goes into the inbox.</summary>
    private void Begin(Func<CancellationToken, Task<SessionInput>> read)
    {
        var reading = InboxAsync(read);
        if (reading.IsFaulted)
        {
            throw reading.Exception.InnerException!;
        }
    }

    private async Task InboxAsync(Func<CancellationToken, Task<SessionInput>> read)
    {
        SessionInput answer;
        try
        {
            answer = await read(_over.Token);
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure)
        {
            // The database is away or busy. The cursor stands where it stood; it is read again in a moment.
            LogNotRead(failure, identity.Gateway, identity.InstanceId);
            await Task.Delay(ReadAgainAfter, parts.Time, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            answer = new SessionInput.ReadFailed();
        }

        _inbox.Writer.TryWrite(answer);
    }

    private async Task ReadAsync()
    {
        while (true)
        {
            var (frame, end) = await channel.Source.ReadAsync();
            if (frame is null)
            {
                End(end!);
                await channel.Source.DrainAsync();
                return;
            }

            try
            {
                await _credits.WaitAsync(_over.Token);
            }
            catch (OperationCanceledException)
            {
                // It has ended; what still comes is read until the peer has understood that.
                continue;
            }

            _inbox.Writer.TryWrite(new SessionInput.FrameCame(frame));
        }
    }

    private async ValueTask SendAsync(IEnumerable<Frame> frames)
    {
        foreach (var frame in frames)
        {
            await SendAsync(frame);
        }
    }

    private async ValueTask SendAsync(Frame frame)
    {
        // A node that was stopped for longer than its lease may not know yet that the instance is somebody else's.
        if (!lease.IsHeld)
        {
            await lease.WaitAsync();
        }

        // However much is still to be sent: a token that was revoked in the midst of it opens no more.
        ObjectDisposedException.ThrowIf(_mustEnd is not null, this);
        _hasSent = true;
        await channel.Sink.WriteAsync(frame);
    }

    private WelcomeFrame Welcome(SessionCommand.Welcome welcome) => new()
    {
        Mode = welcome.Mode,
        Reason = welcome.Reason,
        Head = welcome.Head,
        Epoch = welcome.Epoch,
        Heartbeat = start.Settings.Ping,
        Window = start.Settings.Window,
        GatewayId = identity.GatewayId,
        Gateway = identity.Gateway,
        ConnectionId = identity.ConnectionId,
        Node = identity.Node,
        PublicKey = channel.PublicKey,
    };

    [LoggerMessage(2110, LogLevel.Warning, "Gateway {Gateway}, instance {Instance}: a frame could not be written in time; the connection is closed and resumes.")]
    private partial void LogStuck(string gateway, string instance);

    [LoggerMessage(2111, LogLevel.Error, "Gateway {Gateway}, instance {Instance}: the session failed; the connection is closed and resumes.")]
    private partial void LogFailed(Exception failure, string gateway, string instance);

    [LoggerMessage(2112, LogLevel.Information, "Gateway {Gateway}, instance {Instance}: sent the whole state of revision {Revision} ({Reason}).")]
    private partial void LogSnapshot(string gateway, string instance, long revision, string reason);

    [LoggerMessage(2113, LogLevel.Warning, "Gateway {Gateway}, instance {Instance}: what it needs could not be read; it is tried again.")]
    private partial void LogNotRead(Exception failure, string gateway, string instance);
}
