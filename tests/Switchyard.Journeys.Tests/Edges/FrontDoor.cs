using System.Net;
using System.Net.Sockets;

namespace Switchyard.Journeys.Tests.Edges;

/// <summary>One address for several nodes, as a load balancer gives it: each connection goes to the next node that takes it.</summary>
internal sealed class FrontDoor : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly Func<IReadOnlyList<Uri>> _nodes;
    private readonly Task _accepting;
    private int _next;

    public FrontDoor(Func<IReadOnlyList<Uri>> nodes)
    {
        _nodes = nodes;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                running.Add(RelayAsync(await _listener.AcceptTcpClientAsync(_ended.Token)));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var near = client;
        using var far = await ConnectAsync();
        if (far is null)
        {
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        try
        {
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream(), either.Token), far.GetStream().CopyToAsync(near.GetStream(), either.Token));
        }
        finally
        {
            await either.CancelAsync();
        }
    }

    private async Task<TcpClient?> ConnectAsync()
    {
        var nodes = _nodes();
        for (var tries = 0; tries < nodes.Count; tries++)
        {
            var node = nodes[(int)((uint)Interlocked.Increment(ref _next) % nodes.Count)];
            var far = new TcpClient();
            try
            {
                await far.ConnectAsync(node.Host, node.Port, _ended.Token);
                return far;
            }
            catch (Exception away) when (away is SocketException or OperationCanceledException)
            {
                far.Dispose();
            }
        }

        return null;
    }
}
