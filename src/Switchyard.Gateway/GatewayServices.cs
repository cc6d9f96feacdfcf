using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Reloading;
using Switchyard.Gateway.Access;
using Switchyard.Gateway.Asking;
using Switchyard.Gateway.Asking.InProcess;
using Switchyard.Gateway.Attempts;
using Switchyard.Gateway.Bridges.Registry;
using Switchyard.Gateway.Canaries;
using Switchyard.Gateway.Dumps;
using Switchyard.Gateway.Entry;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Limits;
using Switchyard.Gateway.Modules.Types;
using Switchyard.Gateway.Passthrough;
using Switchyard.Gateway.Pipeline;
using Switchyard.Gateway.Pool;
using Switchyard.Gateway.Pool.Connections;
using Switchyard.Gateway.Probing;
using Switchyard.Gateway.Relay;
using Switchyard.Gateway.Routing;
using Switchyard.Gateway.Snapshots;
using Switchyard.Gateway.Telemetry;
using Switchyard.Gateway.Time;
using Switchyard.Gateway.Tools.Registration;
using Switchyard.Model.Modules;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway;

/// <summary>Puts the data plane into a host.</summary>
public static class GatewayServices
{
    /// <summary>
    /// Adds the data plane. It follows the configuration as an <see cref="IConfigurationConsumer"/>, answers as <see cref="IProviderProbe"/> and reports as <see cref="INodeFacts"/>.
    /// The recorder is added apart. Needs a <see cref="TimeProvider"/> and logging.
    /// </summary>
    public static IServiceCollection AddGateway(this IServiceCollection services, GatewayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(new NodeRoutes(options.IsEdge));
        services.AddSingleton<MonotonicClock>();
        services.AddSingleton<GatewayInstruments>();
        services.AddBridges(static provider => provider.GetGuardedConnect());
        return services.AddPool(options).AddExchanges().AddFlows();
    }

    /// <summary>Ends an application with the data plane: whatever reaches it is answered.</summary>
    public static IApplicationBuilder UseDataPlane(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.Run(app.ApplicationServices.GetDataPlane());
        return app;
    }

    /// <summary>The data plane as one handler, for a server of its own.</summary>
    public static RequestDelegate GetDataPlane(this IServiceProvider services) => services.GetRequiredService<DataPlane>().InvokeAsync;

    /// <summary>The data plane as one handler for connections that have a <see cref="TunnelVisit"/>: every request goes to the provider that has the tunnel's host.</summary>
    public static RequestDelegate GetTunnelledDataPlane(this IServiceProvider services) => services.GetRequiredService<DataPlane>().InvokeTunnelledAsync;

    /// <summary>Opens a connection to a host and port within a time, under the egress policy in force at that moment (<see cref="EgressRefusedException"/>, <see cref="TimeoutException"/>).</summary>
    public static Func<DnsEndPoint, TimeSpan, CancellationToken, ValueTask<Stream>> GetGuardedDial(this IServiceProvider services) => services.GetRequiredService<EgressGuard>().ConnectAsync;

    /// <summary>How the data plane opens connections, with the egress policy in force at that moment; for other clients of the node that dial what an operator named.</summary>
    public static Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> GetGuardedConnect(this IServiceProvider services)
    {
        var guard = services.GetRequiredService<EgressGuard>();
        return (context, cancellationToken) => guard.ConnectAsync(context.DnsEndPoint, TimeSpan.FromSeconds(5), cancellationToken);
    }

    /// <summary>
    /// Ends the data plane: from now on new requests are refused (503 <c>shutting_down</c>), those that run get <paramref name="patience"/>, and the rest ends with the error of its dialect.
    /// Returns when nothing runs any more, or soon after the rest was told.
    /// </summary>
    public static Task DrainDataPlaneAsync(this IServiceProvider services, TimeSpan patience, CancellationToken cancellationToken = default) =>
        services.GetRequiredService<DataPlaneLifetime>().DrainAsync(patience, cancellationToken);

    private static IServiceCollection AddPool(this IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(options.Reach).AddSingleton<EgressGuard>();
        services.AddSingleton(provider => new EgressSettings(options.EgressAllow, provider.GetRequiredService<EgressGuard>()));
        services.AddSingleton<RetryBudget>();
        services.AddLimits();
        services.AddSingleton<ProviderStates>();
        services.AddSingleton<ProviderBuilder>();
        services.AddSingleton<SnapshotBuilder>();
        services.AddModules();
        services.AddSingleton<GatewaySnapshots>();
        services.AddSingleton<IModuleReports, ModuleReports>();
        services.AddSingleton<ISnapshotProbe, SnapshotProbe>();
        services.AddSingleton(static provider => new AccessGate(provider.GetRequiredService<GatewaySnapshots>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static provider => new InterceptedHosts(provider.GetRequiredService<GatewaySnapshots>()));
        services.AddSingleton<SnapshotPublisher>();
        services.AddSingleton<IConfigurationConsumer>(static provider => provider.GetRequiredService<SnapshotPublisher>());
        services.AddSingleton<IProviderProbe, ProviderProbe>();
        return services;
    }

    private static IServiceCollection AddExchanges(this IServiceCollection services)
    {
        services.AddSingleton<RunningExchanges>();
        services.AddSingleton<Watchdog>();
        services.AddSingleton<GatewayGauges>();
        services.AddSingleton<CanaryTally>();
        services.AddSingleton<INodeFacts>(static provider => provider.GetRequiredService<CanaryTally>());
        services.AddSingleton<INodeFacts, GatewayFacts>();
        services.AddSingleton<DataPlaneLifetime>();
        services.AddSingleton<IHostedService, DataPlaneStart>();
        return services;
    }

    private static IServiceCollection AddFlows(this IServiceCollection services)
    {
        services.AddSingleton<Admission>();
        services.AddSingleton<Sender>();
        services.AddSingleton<AttemptLoop>();
        services.AddSingleton<AnswerHeaders>();
        services.AddSingleton<ClientFlush>();
        services.AddSingleton<StreamRelay>();
        services.AddSingleton<BlockingRelay>();
        services.AddSingleton<ErrorRelay>();
        services.AddSingleton<AnswerRelay>();
        services.AddSingleton<InterceptionRecord>();
        services.AddSingleton<Dumping>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<Dumping>());
        services.AddSingleton<ModuleGate>();
        services.AddTools();
        services.AddSingleton<Serving>();
        services.AddSingleton<Interception>();
        services.AddSingleton<PassthroughFlow>();
        services.AddSingleton<UpgradeFlow>();
        services.AddSingleton<ModelList>();
        services.AddSingleton<RequestRouter>();
        services.AddSingleton<DataPlane>();
        services.AddSingleton<IModelClient, ModelClient>();
        return services;
    }
}
