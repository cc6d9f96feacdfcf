using System.Net.Security;
using System.Net.Sockets;

namespace Switchyard.Proxy.Tunnels;

/// <summary>A connection to the proxy: its socket, and the stream of what is said on it, with the proxy's own TLS taken off.</summary>
internal sealed class ClientLink(Socket socket) : IAsyncDisposable
{
    private readonly NetworkStream _network = new(socket, ownsSocket: true);
    private SslStream? _tls;
    private int _disposed;

    /// <summary>What is said.</summary>
    public Stream Stream => (Stream?)_tls ?? _network;

    /// <summary>The socket.</summary>
    public Socket Socket => socket;

    /// <summary>Speaks TLS with the client as the proxy itself. HTTP/1.1 only: a CONNECT of HTTP/2 is another protocol.</summary>
    public async Task SecureAsync(SslStreamCertificateContext certificate, CancellationToken cancellationToken)
    {
        _tls = new SslStream(_network, leaveInnerStreamOpen: false);
        var options = new SslServerAuthenticationOptions { ServerCertificateContext = certificate, ApplicationProtocols = [SslApplicationProtocol.Http11], AllowRenegotiation = false };
        await _tls.AuthenticateAsServerAsync(options, cancellationToken);
    }

    /// <summary>Says that nothing more comes, and goes on listening.</summary>
    public async ValueTask CloseSendAsync()
    {
        if (_tls is not null)
        {
            await _tls.ShutdownAsync();
        }

        socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Ends it now. Whoever reads or writes fails.</summary>
    public void Abort() => socket.Dispose();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            if (_tls is not null)
            {
                await _tls.DisposeAsync();
            }

            await _network.DisposeAsync();
        }
    }
}
