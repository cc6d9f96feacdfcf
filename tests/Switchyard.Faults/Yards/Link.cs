using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Switchyard.Faults.Pacing;

namespace Switchyard.Faults.Yards;

/// <summary>A TCP relay that the rig owns, between two parts of the system, with faults. It knows nothing of what it carries.</summary>
internal sealed class Link : IAsyncDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(150);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly Func<IPEndPoint> _target;
    private readonly Lock _gate = new();
    private readonly HashSet<Connection> _open = [];
    private readonly Task _accepting;
    private volatile LinkState _state;
    private long _effect;

    /// <param name="target">Where the next connection goes.</param>
    public Link(Func<IPEndPoint> target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Sets how it behaves from now on and returns what the former state did: connections cut or refused, pieces held up, pieces lost.</summary>
    public long Set(LinkState state)
    {
        var former = _state;
        var effect = Interlocked.Exchange(ref _effect, 0);
        _state = state;
        if (state == LinkState.Cut || former == LinkState.Silent)
        {
            Interlocked.Add(ref _effect, Break(state == LinkState.Cut));
        }

        return effect;
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Dispose();
        Break(all: true);
        await _accepting;
        _ended.Dispose();
    }

    private int Break(bool all)
    {
        Connection[] connections;
        lock (_gate)
        {
            connections = [.. _open.Where(connection => all || connection.HasLost)];
        }

        foreach (var connection in connections)
        {
            connection.Break();
        }

        return connections.Length;
    }

    private async Task AcceptAsync()
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                var near = await _listener.AcceptSocketAsync(_ended.Token);
                running.RemoveAll(task => task.IsCompleted);
                running.Add(CarryAsync(near));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(running);
        }
    }

    [SuppressMessage("Reliability", "CA2025", Justification = "Both directions have ended when the method does.")]
    private async Task CarryAsync(Socket near)
    {
        using var connection = new Connection(near);
        if (_state == LinkState.Cut)
        {
            Interlocked.Increment(ref _effect);
            return;
        }

        lock (_gate)
        {
            _open.Add(connection);
        }

        try
        {
            await connection.Far.ConnectAsync(_target(), _ended.Token);
            connection.Far.NoDelay = near.NoDelay = true;
            var there = PumpAsync(connection, near, connection.Far);
            var back = PumpAsync(connection, connection.Far, near);
            await Task.WhenAny(there, back);
            connection.Break();
            await Task.WhenAll(there, back);
        }
        catch (Exception away) when (away is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Nobody is there, or the link was cut meanwhile: the connection ends, and that is all who made it sees.
        }
        finally
        {
            lock (_gate)
            {
                _open.Remove(connection);
            }
        }
    }

    private async Task PumpAsync(Connection connection, Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _ended.Token) is var count and > 0)
            {
                if (_state == LinkState.Slow)
                {
                    Interlocked.Increment(ref _effect);
                    await Pace.WaitAsync(Delay, _ended.Token);
                }

                if (_state == LinkState.Silent || connection.HasLost)
                {
                    Interlocked.Increment(ref _effect);
                    connection.HasLost = true;
                    continue;
                }

                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _ended.Token);
                }
            }
        }
        catch (Exception broken) when (broken is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two has gone, or the link was cut.
        }
    }

    private sealed class Connection(Socket near) : IDisposable
    {
        private volatile bool _hasLost;

        public Socket Far { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        public bool HasLost
        {
            get => _hasLost;
            set => _hasLost = value;
        }

        /// <summary>Resets both ends.</summary>
        public void Break()
        {
            near.Close(0);
            Far.Close(0);
        }

        public void Dispose()
        {
            near.Dispose();
            Far.Dispose();
        }
    }
}
