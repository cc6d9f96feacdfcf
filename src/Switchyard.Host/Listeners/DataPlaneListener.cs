using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Switchyard.Host.Listeners;

/// <summary>
/// The data plane's own Kestrel, apart from the control plane's web application: neither answers the other's routes, and a request pays for nothing but its own
/// pipeline (no routing, no per-request scope, no hosting diagnostics).
/// </summary>
internal sealed class DataPlaneListener : IDisposable
{
    private readonly KestrelServer _server;
    private readonly RequestDelegate _pipeline;
    private int _disposed;

    public DataPlaneListener(Uri address, RequestDelegate pipeline, ListenerLimits limits, IServiceProvider services, ILoggerFactory loggers)
    {
        _pipeline = pipeline;
        var options = new KestrelServerOptions { ApplicationServices = services, AddServerHeader = false, AllowSynchronousIO = false };
        options.Limits.MaxRequestBodySize = null; // the pipeline counts decoded bytes itself
        limits.Attach(options.Limits);
        options.Limits.MinResponseDataRate = null; // a slow reader is the pipeline's business: it ends a stalled client after its own limit
        options.Limits.Http2.MaxStreamsPerConnection = 100;
        options.Listen(address);
        _server = new KestrelServer(
            Options.Create(options),
            new SocketTransportFactory(Options.Create(new SocketTransportOptions { NoDelay = true, Backlog = 4096 }), loggers),
            loggers);
    }

    /// <summary>The address in use once started, with the port that was taken for port 0.</summary>
    public string Address => _server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();

    public Task StartAsync(CancellationToken cancellationToken) => _server.StartAsync(new Application(_pipeline), cancellationToken);

    /// <summary>Stops accepting at once and returns when the last request has ended, or aborts what is left when the token fires.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _server.StopAsync(cancellationToken);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _server.Dispose();
        }
    }

    /// <summary>Runs the pipeline for Kestrel. The context of a connection is kept for its next request, as Kestrel offers by <see cref="IHostContextContainer{TContext}"/>.</summary>
    private sealed class Application(RequestDelegate pipeline) : IHttpApplication<DefaultHttpContext>
    {
        public DefaultHttpContext CreateContext(IFeatureCollection contextFeatures)
        {
            if (contextFeatures is IHostContextContainer<DefaultHttpContext> { HostContext: { } kept })
            {
                kept.Initialize(contextFeatures);
                return kept;
            }

            var context = new DefaultHttpContext(contextFeatures);
            if (contextFeatures is IHostContextContainer<DefaultHttpContext> container)
            {
                container.HostContext = context;
            }

            return context;
        }

        public Task ProcessRequestAsync(DefaultHttpContext context) => pipeline(context);

        public void DisposeContext(DefaultHttpContext context, Exception? exception) => context.Uninitialize();
    }
}
