using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchyard.Host.Listeners.Tls;

namespace Switchyard.Host.Listeners;

/// <summary>
/// The data plane's own Kestrel, apart from the control plane's web application: neither answers the other's routes, and a request pays for nothing but its own
/// pipeline (no routing, no per-request scope, no hosting diagnostics).
/// </summary>
internal sealed class DataPlaneListener : IDisposable
{
    // What one slow reader may hold in memory before the upstream is left unread; fast ones never fill it.
    private const int SlowReaderBytes = 16 * 1024;

    private readonly WebApplication _host;
    private readonly IServer _server;
    private readonly RequestDelegate _pipeline;
    private readonly ListenerLimits _limits;
    private KestrelServerLimits? _own;
    private int _disposed;

    /// <summary>Listens on an address.</summary>
    public DataPlaneListener(Uri address, RequestDelegate pipeline, ListenerLimits limits, ServerCertificate? certificate, ILoggerFactory loggers)
        : this(kestrel => kestrel.Listen(address, certificate), transport: null, pipeline, limits, loggers)
    {
    }

    /// <summary>Takes its connections from <paramref name="transport"/>, which knows <paramref name="place"/>.</summary>
    public DataPlaneListener(IConnectionListenerFactory transport, EndPoint place, RequestDelegate pipeline, ListenerLimits limits, ILoggerFactory loggers)
        : this(kestrel => kestrel.Listen(place, static _ => { }), transport, pipeline, limits, loggers)
    {
    }

    private DataPlaneListener(Action<KestrelServerOptions> bind, IConnectionListenerFactory? transport, RequestDelegate pipeline, ListenerLimits limits, ILoggerFactory loggers)
    {
        _pipeline = pipeline;
        _limits = limits;
        // Built by the host's own registration and not by new KestrelServer: only that way does it get its pool of memory blocks. Otherwise every block beyond a few dozen is garbage.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "switchyard" });
        builder.Services.AddSingleton(loggers);
        builder.WebHost.UseKestrelCore().UseSockets(static sockets =>
        {
            sockets.NoDelay = true;
            sockets.Backlog = 4096;
            sockets.MaxWriteBufferSize = SlowReaderBytes;
        }).ConfigureKestrel(kestrel => Configure(kestrel, bind));
        if (transport is not null)
        {
            builder.Services.AddSingleton(transport);
        }

        _host = builder.Build();
        _server = _host.Services.GetRequiredService<IServer>();
    }

    /// <summary>The address in use once started, with the port that was taken for port 0.</summary>
    public string Address => _server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();

    /// <summary>How long a connection may be silent between two requests. A change holds for connections from their next request on.</summary>
    public TimeSpan KeepAlive
    {
        get => _own!.KeepAliveTimeout;
        set => _own!.KeepAliveTimeout = value;
    }

    public Task StartAsync(CancellationToken cancellationToken) => _server.StartAsync(new Application(_pipeline), cancellationToken);

    /// <summary>Stops accepting at once and returns when the last request has ended, or aborts what is left when the token fires.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _server.StopAsync(cancellationToken);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            if (_own is not null)
            {
                _limits.Detach(_own);
            }

            _server.Dispose();
            ((IDisposable)_host).Dispose();
        }
    }

    private void Configure(KestrelServerOptions options, Action<KestrelServerOptions> bind)
    {
        options.AddServerHeader = false;
        options.AllowSynchronousIO = false;
        options.Limits.MaxRequestBodySize = null; // the pipeline counts decoded bytes itself
        _limits.Attach(_own = options.Limits);
        options.Limits.MinResponseDataRate = null; // a slow reader is the pipeline's business: it ends a stalled client after its own limit
        options.Limits.MaxResponseBufferSize = SlowReaderBytes;
        options.Limits.Http2.MaxStreamsPerConnection = 100;
        bind(options);
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
