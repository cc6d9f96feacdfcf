using System.Net.WebSockets;
using System.Threading.Channels;
using Switchyard.Hub.Protocol;
using Switchyard.Testing.Runs;

namespace Switchyard.Edge.Tests.Rigs;

/// <summary>The edge's end of a connection in memory: a test gives the frames that come and sees those that go, and may break it at exactly one of them.</summary>
internal sealed class ScriptedSocket : WebSocket
{
    private readonly Channel<byte[]> _incoming = System.Threading.Channels.Channel.CreateUnbounded<byte[]>();
    private readonly Channel<Frame> _sent = System.Threading.Channels.Channel.CreateUnbounded<Frame>();
    private WebSocketState _state = WebSocketState.Open;

    /// <summary>The frame with which the connection breaks, or null.</summary>
    public Func<Frame, bool>? BreaksAt { get; init; }

    /// <summary>What reading fails with once everything has been read, or null to wait.</summary>
    public Exception? ReadFails { get; init; }

    public override WebSocketCloseStatus? CloseStatus => null;

    public override string? CloseStatusDescription => null;

    public override WebSocketState State => _state;

    public override string? SubProtocol => null;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public void Give(params IEnumerable<Frame> frames)
    {
        foreach (var frame in frames)
        {
            _incoming.Writer.TryWrite(FrameWriter.ToBytes(frame));
        }
    }

    public async Task<T> NextAsync<T>()
        where T : Frame
    {
        while (true)
        {
            if (await _sent.Reader.ReadAsync(Ended).AsTask().WaitAsync(Patience.Longest, Ended) is T frame)
            {
                return frame;
            }
        }
    }

    public override async Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken)
    {
        if (ReadFails is { } failure && _incoming.Reader.Count == 0)
        {
            throw failure;
        }

        var frame = await _incoming.Reader.ReadAsync(cancellationToken);
        frame.CopyTo(buffer.AsSpan());
        return new WebSocketReceiveResult(frame.Length, WebSocketMessageType.Text, endOfMessage: true);
    }

    public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
    {
        var frame = FrameReader.Read(buffer.ToArray());
        if (_state != WebSocketState.Open || BreaksAt?.Invoke(frame) is true)
        {
            _state = WebSocketState.Aborted;
            throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
        }

        _sent.Writer.TryWrite(frame);
        return Task.CompletedTask;
    }

    public override void Abort() => _state = WebSocketState.Aborted;

    public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
        CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

    public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken)
    {
        _state = WebSocketState.Closed;
        return Task.CompletedTask;
    }

    public override void Dispose() => _state = WebSocketState.Closed;
}
