using System.Net;
using System.Net.Sockets;

namespace Switchyard.Journeys.Tests.Proxying;

/// <summary>A host that is no provider's. It runs what a test says with each connection.</summary>
internal sealed class PlainHost : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Task _serving;

    private PlainHost(Func<Socket, Task> serve)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _serving = ServeAsync(serve);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public static PlainHost Start(Func<Socket, Task> serve) => new(serve);

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _serving;
    }

    private async Task ServeAsync(Func<Socket, Task> serve)
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync();
                _ = RunAsync(socket, serve);
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task RunAsync(Socket socket, Func<Socket, Task> serve)
    {
        using (socket)
        {
            await serve(socket);
        }
    }
}
