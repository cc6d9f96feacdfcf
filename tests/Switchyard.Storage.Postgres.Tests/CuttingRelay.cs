using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Switchyard.Storage.Postgres.Tests;

/// <summary>Stands between a node and the server and cuts the connection around a given statement, as a failing network would.</summary>
internal sealed class CuttingRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly int _target;
    private readonly Task _accepting;
    private byte[]? _statement;
    private bool _deliver;

    public CuttingRelay(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Cuts the next connection that sends <paramref name="statement"/>: before the server gets it, or after the server has answered and before the node hears it.</summary>
    public void CutAt(string statement, bool deliver)
    {
        _deliver = deliver;
        Volatile.Write(ref _statement, Encoding.ASCII.GetBytes(statement));
    }

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
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var swallow = false;
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _target, cut.Token);
            await Task.WhenAny(UpAsync(), DownAsync());
        }
        catch (Exception end) when (end is OperationCanceledException or IOException or SocketException)
        {
        }

        async Task UpAsync()
        {
            var buffer = new byte[64 * 1024];
            int read;
            while ((read = await near.GetStream().ReadAsync(buffer, cut.Token)) > 0)
            {
                var statement = Volatile.Read(ref _statement);
                if (statement is null || buffer.AsSpan(0, read).IndexOf(statement) < 0)
                {
                    await far.GetStream().WriteAsync(buffer.AsMemory(0, read), cut.Token);
                    continue;
                }

                Volatile.Write(ref _statement, null);
                if (_deliver)
                {
                    Volatile.Write(ref swallow, true);
                    await far.GetStream().WriteAsync(buffer.AsMemory(0, read), cut.Token);
                    await answered.Task.WaitAsync(cut.Token);
                }

                return;
            }
        }

        async Task DownAsync()
        {
            var buffer = new byte[64 * 1024];
            int read;
            while ((read = await far.GetStream().ReadAsync(buffer, cut.Token)) > 0)
            {
                if (Volatile.Read(ref swallow))
                {
                    answered.TrySetResult();
                    continue;
                }

                await near.GetStream().WriteAsync(buffer.AsMemory(0, read), cut.Token);
            }
        }
    }
}
