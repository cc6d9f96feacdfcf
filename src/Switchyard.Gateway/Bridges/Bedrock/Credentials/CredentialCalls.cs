namespace Switchyard.Gateway.Bridges.Bedrock.Credentials;

/// <summary>The HTTP client for credential endpoints. They are asked seldom, so no connection is kept; nothing of the environment, no proxy and no redirect, changes where the call goes.</summary>
internal sealed class CredentialCalls : IDisposable
{
    /// <summary>Makes it; <paramref name="connect"/> opens each connection.</summary>
    public CredentialCalls(Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> connect) => Http = new HttpMessageInvoker(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectCallback = connect,
            PooledConnectionIdleTimeout = TimeSpan.Zero,
        },
        disposeHandler: true);

    /// <summary>Makes the calls.</summary>
    public HttpMessageInvoker Http { get; }

    /// <inheritdoc />
    public void Dispose() => Http.Dispose();
}
