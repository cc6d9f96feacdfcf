using Microsoft.Extensions.Logging;
using Switchyard.Gateway;
using Switchyard.Gateway.Entry;
using Switchyard.Host.Listeners;
using Switchyard.Proxy.Decrypting;
using Switchyard.Proxy.Listening;

namespace Switchyard.Host.Proxying;

/// <summary>The forward proxy of a node with the server behind it: what the proxy decrypts is served by the data plane, under the limits of its other listeners.</summary>
internal sealed partial class ProxyListening : IAsyncDisposable
{
    private readonly ForwardProxy _proxy;
    private readonly AccessGate _gate;
    private readonly DataPlaneListener _server;
    private readonly ILogger _logger;
    private bool _started;
    private int _disposed;

    public ProxyListening(ForwardProxy proxy, TunnelFeed feed, AccessGate gate, ListenerLimits limits, IServiceProvider services, ILoggerFactory loggers)
    {
        (_proxy, _gate, _logger) = (proxy, gate, loggers.CreateLogger<ProxyListening>());
        _server = new DataPlaneListener(feed, new TunnelEndPoint(), services.GetTunnelledDataPlane(), limits, loggers);
    }

    public async Task<string> StartAsync(CancellationToken cancellationToken)
    {
        FollowIdle();
        _gate.OnChanged(FollowIdle);
        await _server.StartAsync(cancellationToken);
        _started = true;
        var address = _proxy.Start();
        LogListening(address);
        return address;
    }

    /// <summary>Takes no connection any more; tunnels come to their end, or are cut when the token fires.</summary>
    public async Task StopAsync(CancellationToken impatient)
    {
        if (_started)
        {
            await _proxy.StopAsync(impatient);
            await _server.StopAsync(impatient);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            await _proxy.DisposeAsync();
            _server.Dispose();
        }
    }

    // Kestrel ends a connection that is silent between two requests; read when one ends.
    private void FollowIdle() => _server.KeepAlive = _gate.Configuration.Server.Proxy.Idle;

    [LoggerMessage(6030, LogLevel.Information, "forward proxy listening on {Address}")]
    private partial void LogListening(string address);
}
