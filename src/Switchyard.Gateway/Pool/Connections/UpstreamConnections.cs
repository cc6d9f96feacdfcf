using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Switchyard.Gateway.Pool.Connections;

/// <summary>The connections of a provider: one handler pool, kept while its <see cref="ConnectionKey"/> stays equal and ended when the last configuration that uses it has ended.</summary>
internal sealed class UpstreamConnections : IDisposable
{
    private readonly HttpMessageInvoker _invoker;

    /// <summary>Makes a pool. No connection is opened before the first call.</summary>
    public UpstreamConnections(ConnectionKey key, EgressGuard guard)
    {
        Key = key;
        var connect = key.Connect;
        _invoker = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = Trust(guard.Reach.Roots) },
                // What an environment, a redirect, a cookie or an encoding could add is not what the operator configured or the client asked for.
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.None,
                ActivityHeadersPropagator = key.SendTrace ? DistributedContextPropagator.Current : null,
                ConnectCallback = (context, token) => guard.ConnectAsync(context.DnsEndPoint, connect, token),
                ConnectTimeout = key.Connect + key.Tls,
                MaxConnectionsPerServer = key.Connections.Max,
                PooledConnectionIdleTimeout = key.Connections.IdleTime,
                // Names move: a connection is not kept for ever however busy it is.
                PooledConnectionLifetime = TimeSpan.FromMinutes(10),
                EnableMultipleHttp2Connections = true,
                KeepAlivePingDelay = TimeSpan.FromSeconds(30),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
                KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
                MaxResponseDrainSize = 64 * 1024,
                ResponseDrainTimeout = TimeSpan.FromSeconds(1),
                RequestHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
                ResponseHeaderEncodingSelector = static (_, _) => Encoding.UTF8,
            },
            disposeHandler: true);
    }

    /// <summary>What the pool depends on.</summary>
    public ConnectionKey Key { get; }

    /// <summary>Sends a call; returns at the response's headers.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => _invoker.SendAsync(request, cancellationToken);

    /// <summary>Whether the pool has ended and its connections are closed.</summary>
    public bool HasEnded { get; private set; }

    /// <inheritdoc />
    public void Dispose()
    {
        HasEnded = true;
        _invoker.Dispose();
    }

    private static X509ChainPolicy? Trust(X509Certificate2Collection? roots)
    {
        if (roots is null)
        {
            return null;
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }
}
