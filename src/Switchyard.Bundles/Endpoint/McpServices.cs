using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Switchyard.Bundles.Catalog;
using Switchyard.Bundles.Endpoint.Access;
using Switchyard.Bundles.Endpoint.Methods;
using Switchyard.Bundles.Endpoint.Recording;
using Switchyard.Bundles.Endpoint.Requests;
using Switchyard.Bundles.Endpoint.Streams;
using Switchyard.Bundles.Endpoint.Tickets;
using Switchyard.Bundles.Tasks;
using Switchyard.Bundles.Tasks.Errands;
using Switchyard.Bundles.Tasks.Peers;
using Switchyard.Bundles.Telemetry;
using Switchyard.Configuration.Peers;
using Switchyard.Configuration.Reloading;

namespace Switchyard.Bundles.Endpoint;

/// <summary>Puts <c>/mcp/{workspace}</c> into a node.</summary>
public static class McpServices
{
    /// <summary>
    /// Adds the endpoint. Needs the bundles, the secret sealer and an <see cref="IMcpGate"/>; calls of tools are told to the <see cref="IMcpRecorder"/>, if one was added before.
    /// </summary>
    public static IServiceCollection AddMcpEndpoint(this IServiceCollection services, McpOptions options)
    {
        services.AddSingleton(options);
        services.TryAddSingleton<IMcpRecorder, NoRecorder>();
        services.AddSingleton<ListReader>().AddSingleton<WorkspaceLists>();
        services.AddSingleton<IConfigurationConsumer>(static provider => provider.GetRequiredService<OriginGuard>());
        services.AddSingleton<OriginGuard>().AddSingleton<SessionTickets>().AddSingleton<SessionDoor>().AddSingleton<Agreeing>();
        services.AddSingleton<ChangeStream>().AddSingleton<ChangeListener>();
        services.AddSingleton(static provider =>
        {
            var sessions = new LiveSessions();
            provider.GetRequiredService<BundleInstruments>().Read(() => sessions.Count);
            return sessions;
        });
        services.AddSingleton<KnownTraits>().AddSingleton<GreetingMethods>().AddSingleton<ToolMethods>().AddSingleton<ResourceMethods>().AddSingleton<PromptMethods>().AddSingleton<TaskDesk>().AddSingleton<TaskMethods>().AddSingleton<MethodTable>();
        services.AddTasks();
        services.AddSingleton<McpLifetime>().AddSingleton<McpRefusals>().AddSingleton<McpPost>().AddSingleton<McpEndpoint>();
        return services;
    }

    /// <summary>Whether a path is the endpoint's.</summary>
    public static bool IsMcp(PathString path) => path.StartsWithSegments("/mcp", StringComparison.Ordinal);

    /// <summary>The endpoint as one handler, for requests whose path <see cref="IsMcp"/>.</summary>
    public static RequestDelegate GetMcpEndpoint(this IServiceProvider services) => services.GetRequiredService<McpEndpoint>().InvokeAsync;

    /// <summary>
    /// Ends the endpoint: new requests are refused (503 <c>shutting_down</c>), streams of changes end at once, calls that run get <paramref name="patience"/>, and the rest is told that the node ends; then tasks are. Returns when
    /// nothing runs any more, or soon after the rest was told.
    /// </summary>
    public static async Task DrainMcpAsync(this IServiceProvider services, TimeSpan patience, CancellationToken cancellationToken = default)
    {
        await services.GetRequiredService<McpLifetime>().DrainAsync(patience, cancellationToken);
        await services.GetRequiredService<TaskErrands>().EndAsync();
    }

    private static void AddTasks(this IServiceCollection services)
    {
        services.TryAddSingleton<TaskTerms>();
        services.AddSingleton<TaskTickets>().AddSingleton(static provider =>
        {
            var table = ActivatorUtilities.CreateInstance<TaskTable>(provider);
            provider.GetRequiredService<BundleInstruments>().Read(table.Count, () => table.Bytes);
            return table;
        });
        services.AddPeerChannel();
        services.TryAddSingleton<ITaskNodes, DatabaseTaskNodes>();
        services.AddSingleton<TaskErrands>().AddSingleton<TaskPeers>().AddSingleton<TaskPeerEndpoint>().AddSingleton<TaskFinder>();
        services.AddHostedService<TaskSweep>();
    }
}
