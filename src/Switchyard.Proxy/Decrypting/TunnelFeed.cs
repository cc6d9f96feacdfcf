using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Switchyard.Proxy.Decrypting;

/// <summary>The transport of a Kestrel whose connections are decrypted tunnels instead of accepted sockets. It is bound once, to a <see cref="TunnelEndPoint"/>.</summary>
public sealed class TunnelFeed : IConnectionListenerFactory, IConnectionListenerFactorySelector, IConnectionListener
{
    private readonly Channel<ConnectionContext> _connections = Channel.CreateUnbounded<ConnectionContext>(new UnboundedChannelOptions { SingleReader = true });

    /// <inheritdoc />
    public EndPoint EndPoint { get; private set; } = new TunnelEndPoint();

    /// <inheritdoc />
    public bool CanBind(EndPoint endpoint) => endpoint is TunnelEndPoint;

    /// <inheritdoc />
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        EndPoint = endpoint;
        return ValueTask.FromResult<IConnectionListener>(this);
    }

    /// <inheritdoc />
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await _connections.Reader.ReadAsync(cancellationToken);
        }
        catch (ChannelClosedException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _connections.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => UnbindAsync();

    /// <summary>Hands a connection to the server; false when it has stopped, and the connection stays with the caller.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "Whoever accepts a connection disposes it.")]
    internal bool TryGive(ConnectionContext connection) => _connections.Writer.TryWrite(connection);
}
