using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using Switchyard.Hub.Protocol;

namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>Writes frames to a socket, each within a deadline. One writer at a time.</summary>
internal sealed class FrameSink(WebSocket socket, TimeSpan deadline, TimeProvider time)
{
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    /// <summary>Writes a frame.</summary>
    /// <exception cref="OperationCanceledException">It could not be written in time. The socket is of no use any more.</exception>
    public async Task WriteAsync(Frame frame)
    {
        using var patience = new CancellationTokenSource(deadline, time);
        await WriteAsync(frame, patience.Token);
    }

    /// <summary>Says how it ends, and waits a moment for the peer to have read that. Then the socket is torn down.</summary>
    /// <param name="end">How.</param>
    /// <param name="reading">Completes when the peer's last word was read.</param>
    public async Task CloseAsync(SessionEnd end, Task reading)
    {
        try
        {
            using var patience = new CancellationTokenSource(Farewell, time);
            if (!end.IsSilent && socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                if (end.GoAway is not null)
                {
                    await WriteAsync(end.GoAway, patience.Token);
                }

                await socket.CloseOutputAsync((WebSocketCloseStatus)end.Code, Cut(end.Text), patience.Token);
                await reading.WaitAsync(patience.Token);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The peer is away, or does not listen; it finds out by itself.
        }
        finally
        {
            socket.Abort();
        }
    }

    private async Task WriteAsync(Frame frame, CancellationToken cancellationToken)
    {
        _buffer.ResetWrittenCount();
        FrameWriter.Write(_buffer, frame);
        await socket.SendAsync(_buffer.WrittenMemory, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
    }

    /// <summary>RFC 6455 §5.5: what is said at the end has at most 123 bytes.</summary>
    private static string Cut(string text)
    {
        while (Encoding.UTF8.GetByteCount(text) > 123)
        {
            text = text[..^1];
        }

        return text;
    }
}
