using System.Net.WebSockets;
using System.Threading.Channels;
using Switchyard.Hub.Protocol;

namespace Switchyard.Hub.Tests.Delivery.Sessions;

/// <summary>A socket without a network, which fails whoever writes with two tasks at once or after the end.</summary>
internal sealed class MemorySocket : WebSocket
{
    private readonly Channel<Frame?> _inbound = Channel.CreateUnbounded<Frame?>();
    private readonly Channel<Frame> _outbound = Channel.CreateUnbounded<Frame>();
    private WebSocketState _state = WebSocketState.Open;
    private WebSocketCloseStatus? _closeStatus;
    private int _writing;

    public List<string> Faults { get; } = [];

    public ChannelReader<Frame> Outbound => _outbound.Reader;

    public override WebSocketCloseStatus? CloseStatus => _closeStatus;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => _state;

    public override string? SubProtocol => null;

    /// <summary>Called with every frame that was written, before the next one can be.</summary>
    public Action<Frame>? Wrote { get; init; }

    /// <summary>The peer sends a frame.</summary>
    public void Say(Frame frame) => _inbound.Writer.TryWrite(frame);

    /// <summary>The peer closes, in order or not.</summary>
    public void Leave(bool orderly)
    {
        if (orderly)
        {
            _inbound.Writer.TryWrite(null);
        }
        else
        {
            _inbound.Writer.TryComplete(new WebSocketException("gone"));
        }
    }

    public override void Abort()
    {
        _state = WebSocketState.Aborted;
        _inbound.Writer.TryComplete(new WebSocketException("aborted"));
        _outbound.Writer.TryComplete();
    }

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        Enter("close");
        _closeStatus = closeStatus;
        _state = _state == WebSocketState.CloseReceived ? WebSocketState.Closed : WebSocketState.CloseSent;
        _outbound.Writer.TryComplete();
        _inbound.Writer.TryWrite(null);
        Volatile.Write(ref _writing, 0);
        return Task.CompletedTask;
    }

    public override void Dispose() => Abort();

    public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        Frame? received;
        try
        {
            received = await _inbound.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException closed)
        {
            throw new WebSocketException("gone", closed);
        }

        if (received is not { } frame)
        {
            _state = _state == WebSocketState.CloseSent ? WebSocketState.Closed : WebSocketState.CloseReceived;
            return new ValueWebSocketReceiveResult(0, WebSocketMessageType.Close, true);
        }

        var bytes = FrameWriter.ToBytes(frame);
        bytes.CopyTo(buffer);
        return new ValueWebSocketReceiveResult(bytes.Length, WebSocketMessageType.Text, true);
    }

    public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        Enter("frame");
        // Some other task may run now; whoever writes meanwhile is found.
        await Task.Yield();
        var frame = FrameReader.Read(buffer.ToArray());
        _outbound.Writer.TryWrite(frame);
        Wrote?.Invoke(frame);
        Volatile.Write(ref _writing, 0);
    }

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) =>
        SendAsync(buffer.AsMemory(), messageType, endOfMessage, cancellationToken).AsTask();

    private void Enter(string what)
    {
        if (Interlocked.Exchange(ref _writing, 1) != 0)
        {
            Faults.Add($"a {what} is written while another is");
        }

        if (_state is WebSocketState.CloseSent or WebSocketState.Closed)
        {
            Faults.Add($"a {what} is written after the end");
        }

        if (_state == WebSocketState.Aborted)
        {
            throw new WebSocketException("aborted");
        }
    }
}
