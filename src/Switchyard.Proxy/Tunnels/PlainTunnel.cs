using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Switchyard.Gateway.Entry;
using Switchyard.Gateway.Pool.Connections;
using Switchyard.Proxy.Greeting;
using Switchyard.Proxy.Telemetry;

namespace Switchyard.Proxy.Tunnels;

/// <summary>
/// A tunnel whose bytes are nobody's business: they are carried both ways as they are, each way to its own end. Nothing of it is recorded. It ends when both ways have, when nothing moves for too long, or when it is
/// ended from outside.
/// </summary>
internal sealed class PlainTunnel(Func<DnsEndPoint, TimeSpan, CancellationToken, ValueTask<Stream>> dial, AccessGate gate, ProxyInstruments instruments, TimeProvider time)
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Connects to the host; a refusal when that can not be done.</summary>
    public async Task<(Stream? Upstream, Refusal? Refusal)> ConnectAsync(ConnectHead target, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            return (await dial(new DnsEndPoint(target.Host, target.Port), limit, cancellationToken), null);
        }
        catch (EgressRefusedException)
        {
            return (null, Refusal.EgressRefused);
        }
        catch (TimeoutException)
        {
            return (null, Refusal.UpstreamTimeout);
        }
        catch (SocketException)
        {
            return (null, Refusal.Unreachable);
        }
    }

    /// <summary>Carries bytes until the tunnel ends. <paramref name="rest"/> is what the client sent right behind its CONNECT.</summary>
    public async Task RunAsync(ClientLink client, Stream upstream, ReadOnlyMemory<byte> rest, Tunnel tunnel)
    {
        // Ended by closing both sockets: a token would have to be asked for at each read.
        await using var ended = tunnel.Ended.UnsafeRegister(static ends => (((ClientLink, Stream))ends!).Abort(), (client, upstream));
        var watch = new IdleWatch(time);
        using var over = new CancellationTokenSource();
        var idle = watch.RunAsync(() => gate.Configuration.Server.Proxy.Idle, tunnel.Cut, over.Token);
        try
        {
            await upstream.WriteAsync(rest, CancellationToken.None);
            var up = CarryAsync(client.Stream, upstream, "up", watch, () => Shutdown(upstream), (client, upstream));
            var down = CarryAsync(upstream, client.Stream, "down", watch, client.CloseSendAsync, (client, upstream));
            await Task.WhenAll(up, down);
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // One of the two went without a word; the other was told by the end of its connection.
        }
        finally
        {
            await over.CancelAsync();
            await idle;
        }
    }

    private static bool IsGone(Exception fault) => fault is IOException or SocketException or ObjectDisposedException or InvalidOperationException;

    private static ValueTask Shutdown(Stream upstream)
    {
        ((NetworkStream)upstream).Socket.Shutdown(SocketShutdown.Send);
        return ValueTask.CompletedTask;
    }

    [SuppressMessage("Reliability", "CA2022", Justification = "A read of no bytes waits for some and takes none.")]
    private async Task CarryAsync(Stream from, Stream to, string direction, IdleWatch watch, Func<ValueTask> closeSend, (ClientLink, Stream) ends)
    {
        try
        {
            while (true)
            {
                // Waits without a buffer: most tunnels are silent most of the time.
                _ = await from.ReadAsync(Memory<byte>.Empty, CancellationToken.None);
                var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
                try
                {
                    var read = await from.ReadAsync(buffer, CancellationToken.None);
                    if (read == 0)
                    {
                        break;
                    }

                    watch.Touch();
                    await to.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
                    instruments.Moved(direction, read);
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }
            }

            await closeSend();
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // The way back has no use any more either.
            ends.Abort();
            throw;
        }
    }
}
