using System.Buffers;
using System.Net.WebSockets;
using Switchyard.Hub.Protocol;

namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>Reads frames from a socket, one reader at a time. A read is never cancelled: that would tear the connection down without a word. Ending the socket ends it.</summary>
internal sealed class FrameSource(WebSocket socket, int longest)
{
    private readonly byte[] _chunk = new byte[4 << 10];
    private readonly ArrayBufferWriter<byte> _frame = new();

    /// <summary>The next frame, or how the connection has to end because there is none.</summary>
    public async Task<(Frame? Frame, SessionEnd? End)> ReadAsync()
    {
        _frame.ResetWrittenCount();
        try
        {
            while (true)
            {
                var received = await socket.ReceiveAsync(_chunk.AsMemory(), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return (null, SessionEnd.Closed());
                }

                if (received.MessageType == WebSocketMessageType.Binary)
                {
                    return (null, SessionEnd.Protocol("frames are text messages"));
                }

                if (_frame.WrittenCount + received.Count > longest)
                {
                    return (null, SessionEnd.TooLarge(longest));
                }

                _frame.Write(_chunk.AsSpan(0, received.Count));
                if (received.EndOfMessage)
                {
                    return (FrameReader.Read(_frame.WrittenMemory), null);
                }
            }
        }
        catch (FrameException malformed)
        {
            return (null, SessionEnd.Protocol(malformed.Message));
        }
        catch (Exception gone) when (gone is WebSocketException or IOException or OperationCanceledException or InvalidOperationException)
        {
            return (null, SessionEnd.Gone());
        }
    }

    /// <summary>
    /// Reads what still comes and throws it away, until the peer has closed too or the socket is torn down. Unread bytes would make the system answer with a reset, which can overtake our
    /// last words.
    /// </summary>
    public async Task DrainAsync()
    {
        try
        {
            while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
            {
                await socket.ReceiveAsync(_chunk.AsMemory(), CancellationToken.None);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or IOException or OperationCanceledException or InvalidOperationException)
        {
            // That is the end that was waited for.
        }
    }
}
