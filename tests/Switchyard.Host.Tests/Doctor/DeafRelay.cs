using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Switchyard.Host.Tests.Doctor;

/// <summary>Stands before a PostgreSQL server as a pooler in transaction mode does: everything passes but notifications, which no client ever gets.</summary>
internal sealed class DeafRelay : IAsyncDisposable
{
    private const byte NotificationResponse = (byte)'A';
    private const int HeaderBytes = 5;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly int _target;
    private readonly Task _accepting;

    public DeafRelay(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(RelayAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var near = client;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _target, _stopping.Token);
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream(), _stopping.Token), AnswersAsync(far.GetStream(), near.GetStream()));
        }
        catch (Exception end) when (end is OperationCanceledException or IOException or SocketException)
        {
            // Either side has gone.
        }
    }

    /// <summary>The messages of the server: a letter, and a length that counts itself.</summary>
    private async Task AnswersAsync(NetworkStream server, NetworkStream client)
    {
        var header = new byte[HeaderBytes];
        while (await server.ReadAtLeastAsync(header, HeaderBytes, throwOnEndOfStream: false, _stopping.Token) == HeaderBytes)
        {
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1)) - sizeof(int)];
            await server.ReadExactlyAsync(body, _stopping.Token);
            if (header[0] != NotificationResponse)
            {
                await client.WriteAsync((byte[])[.. header, .. body], _stopping.Token);
            }
        }
    }
}
