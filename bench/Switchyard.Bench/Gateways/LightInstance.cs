using System.Buffers;
using System.Net.WebSockets;
using Switchyard.Bench.Load;
using Switchyard.Hub.Protocol;

namespace Switchyard.Bench.Gateways;

/// <summary>
/// An instance of a gateway that follows the protocol and keeps no state: it checks sequence numbers, acknowledges what is complete, and notes when that was. It comes back as an edge does.
/// </summary>
internal sealed class LightInstance(string token, string instanceId, Func<Uri> node) : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly byte[] _buffer = new byte[16 << 10];
    private readonly ArrayBufferWriter<byte> _message = new(4 << 10);
    private readonly CancellationTokenSource _ending = new();
    private Guid? _epoch;
    private long _received;
    private long _applied;
    private long _connects;
    private Task _running = Task.CompletedTask;

    /// <summary>The last sequence number that is applied.</summary>
    public long Applied => Volatile.Read(ref _applied);

    /// <summary>How often it was welcomed.</summary>
    public long Connects => Volatile.Read(ref _connects);

    /// <summary>Called when a change is complete, with its last sequence number and the time of the monotonic clock.</summary>
    public Action<long, long> OnApplied { get; set; } = (_, _) => { };

    public void Start() => _running = RunAsync();

    public async Task StopAsync()
    {
        await _ending.CancelAsync();
        await _running;
    }

    public void Dispose() => _ending.Dispose();

    private async Task RunAsync()
    {
        for (var pause = TimeSpan.FromMilliseconds(100); ;)
        {
            try
            {
                var before = Connects;
                await ConnectAsync(_ending.Token);
                pause = Connects > before ? TimeSpan.FromMilliseconds(100) : pause;
            }
            catch (Exception failure) when (!_ending.IsCancellationRequested && failure is WebSocketException or HttpRequestException or InvalidOperationException)
            {
                // The node is away or has ended the connection: it comes again.
            }
            catch (OperationCanceledException) when (_ending.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await Task.Delay(pause * Random.Shared.NextDouble(), TimeProvider.System, _ending.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        await socket.ConnectAsync(new Uri($"ws://{node().Authority}/api/v1/gateways/connect"), cancellationToken);
        await SendAsync(socket, new HelloFrame { InstanceId = instanceId, BootId = Guid.CreateVersion7().ToString(), Epoch = _epoch, LastSeq = Applied }, cancellationToken);
        while (await ReadAsync(socket, cancellationToken) is { } frame)
        {
            await TakeAsync(socket, frame, cancellationToken);
        }
    }

    private Task TakeAsync(ClientWebSocket socket, Frame frame, CancellationToken cancellationToken)
    {
        switch (frame)
        {
            case WelcomeFrame welcome:
                (_epoch, _received) = (welcome.Epoch, welcome.Mode == "snapshot" ? -1 : Applied);
                Interlocked.Increment(ref _connects);
                return welcome.Mode == "resume" && welcome.Head == Applied ? ApplyAsync(socket, Applied, acknowledge: false, cancellationToken) : Task.CompletedTask;
            case EventFrame happened:
                if (happened.Seq != _received + 1)
                {
                    return SendAsync(socket, new ResyncFrame("gap"), cancellationToken);
                }

                _received = happened.Seq;
                return happened.Seq == happened.UpTo ? ApplyAsync(socket, happened.Seq, acknowledge: true, cancellationToken) : Task.CompletedTask;
            case SnapshotFrame { Final: true } or BookmarkFrame:
                _received = ((StateFrame)frame).Seq;
                return ApplyAsync(socket, _received, acknowledge: true, cancellationToken);
            case PingFrame:
                return SendAsync(socket, new PongFrame(), cancellationToken);
            default:
                return Task.CompletedTask;
        }
    }

    private Task ApplyAsync(ClientWebSocket socket, long seq, bool acknowledge, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _applied, seq);
        OnApplied(seq, Clock.Now);
        return acknowledge ? SendAsync(socket, new AckFrame(seq, null), cancellationToken) : Task.CompletedTask;
    }

    private static Task SendAsync(ClientWebSocket socket, Frame frame, CancellationToken cancellationToken) =>
        socket.SendAsync(FrameWriter.ToBytes(frame), WebSocketMessageType.Text, true, cancellationToken);

    private async Task<Frame?> ReadAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        _message.ResetWrittenCount();
        while (true)
        {
            var part = await socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            _message.Write(_buffer.AsSpan(0, part.Count));
            if (part.EndOfMessage)
            {
                return FrameReader.Read(_message.WrittenMemory);
            }
        }
    }
}
