using System.Buffers;
using System.Net.WebSockets;
using Switchyard.Hub.Protocol;

namespace Switchyard.Edge.Subscription;

/// <summary>Frames over a WebSocket. One reader and one writer at a time.</summary>
internal sealed class FrameSocket(WebSocket socket, TimeProvider time) : IDisposable
{
    private const int MostBytes = 8 << 20;
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private readonly ArrayBufferWriter<byte> _received = new(16 << 10);
    private readonly ArrayBufferWriter<byte> _toSend = new(512);

    /// <summary>The next frame; null when the other end has closed.</summary>
    /// <exception cref="FrameException">It is not a frame, or too long.</exception>
    /// <exception cref="WebSocketException">The connection broke.</exception>
    public async Task<Frame?> ReceiveAsync(CancellationToken cancellationToken)
    {
        _received.ResetWrittenCount();
        while (true)
        {
            var result = await socket.ReceiveAsync(_received.GetMemory(16 << 10), cancellationToken);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            _received.Advance(result.Count);
            if (_received.WrittenCount > MostBytes)
            {
                throw new FrameException($"A frame is longer than {MostBytes} bytes.");
            }

            if (result.EndOfMessage)
            {
                return result.MessageType == WebSocketMessageType.Text ? FrameReader.Read(_received.WrittenMemory) : throw new FrameException("A frame must be a text message.");
            }
        }
    }

    /// <summary>Sends a frame.</summary>
    /// <exception cref="TimeoutException">The other end takes nothing.</exception>
    /// <exception cref="WebSocketException">The connection broke.</exception>
    public async Task SendAsync(Frame frame, CancellationToken cancellationToken)
    {
        _toSend.ResetWrittenCount();
        FrameWriter.Write(_toSend, frame);
        using var limit = new CancellationTokenSource(WriteTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await socket.SendAsync(_toSend.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, either.Token);
        }
        catch (OperationCanceledException stuck) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The node takes nothing.", stuck);
        }
    }

    /// <summary>How the other end closed, for people.</summary>
    public string Describe() => socket.CloseStatus is { } code ? $"The node closed the connection ({(int)code} {socket.CloseStatusDescription})." : "The connection was cut.";

    /// <summary>The close code of the other end, or 0.</summary>
    public int CloseCode => socket.CloseStatus is { } code ? (int)code : 0;

    /// <summary>Says good-bye if that is still possible.</summary>
    public async Task CloseAsync(string reason)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived))
        {
            return;
        }

        using var limit = new CancellationTokenSource(CloseTimeout, time);
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, reason.Length > 60 ? reason[..60] : reason, limit.Token);
        }
        catch (Exception failure) when (failure is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // It is over either way.
        }
    }

    /// <inheritdoc />
    public void Dispose() => socket.Dispose();
}
