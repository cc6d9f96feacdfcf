using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Switchyard.Journeys.Tests.Streaming;

/// <summary>An upstream that answers every request with a stream that never ends, as fast as it is read, and holds next to no memory for it.</summary>
internal sealed class EndlessUpstream : IAsyncDisposable
{
    private static readonly byte[] Head = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
    private static readonly byte[] Piece = MakePiece();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly List<Task> _running = [];

    public EndlessUpstream()
    {
        _listener.Start();
        Address = new Uri($"http://{_listener.LocalEndpoint}");
        _running.Add(AcceptAsync());
    }

    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await Task.WhenAll(_running);
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _running.Add(AnswerAsync(await _listener.AcceptSocketAsync(_ending.Token)));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                // The request fits one read or two, and nothing of it is of interest.
                await socket.ReceiveAsync(new byte[1024], _ending.Token);
                await socket.SendAsync(Head, _ending.Token);
                while (true)
                {
                    await socket.SendAsync(Piece, _ending.Token);
                }
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException)
            {
                // The node has gone, or the test is over.
            }
        }
    }

    private static byte[] MakePiece()
    {
        var events = string.Concat(Enumerable.Repeat("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"siding \"}}]}\n\n", 64));
        return Encoding.ASCII.GetBytes($"{events.Length:x}\r\n{events}\r\n");
    }
}
