using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Hub.Agents;
using Switchyard.Hub.Builds;
using Switchyard.Hub.Bundles;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Chats;
using Switchyard.Hub.Delivery.Answers;
using Switchyard.Hub.Delivery.Connections;
using Switchyard.Hub.Delivery.Points;
using Switchyard.Hub.Delivery.Sessions;
using Switchyard.Hub.Proxying;
using Switchyard.Hub.Retention;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Tails;
using Switchyard.Hub.Telemetry;
using Switchyard.Hub.Wakeup;

namespace Switchyard.Hub;

/// <summary>Registers the hub.</summary>
public static class HubServices
{
    /// <summary>Adds the recorders of changes and notices, and the watcher of versions, which runs from the start on. Needs a <c>Database</c> and a <see cref="TimeProvider"/>.</summary>
    public static IServiceCollection AddHub(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<HubInstruments>();
        services.TryAddSingleton<HubPublisher>();
        services.TryAddSingleton<ChangeRecorder>();
        services.TryAddSingleton<NoticeTeller>();
        services.TryAddSingleton<ProxyAuthorityStart>();
        services.TryAddSingleton<BundleReports>();
        services.TryAddSingleton<ToolApprovals>();
        services.TryAddSingleton<VersionWatcher>();
        services.AddHostedService(provider => provider.GetRequiredService<VersionWatcher>());
        return services;
    }

    /// <summary>Adds the watch over what readers of usage wait for. Needs the hub.</summary>
    public static IServiceCollection AddTails(this IServiceCollection services) => services.AddHostedService<TailWatch>();

    /// <summary>Adds the registry of agents, whose signs of life are written from the start on, and the changes of chats. Needs the hub, a <c>SecretSealer</c> and an <see cref="IConfigurationFeed"/>.</summary>
    public static IServiceCollection AddAgentRecords(this IServiceCollection services)
    {
        services.TryAddSingleton<AgentHeartbeats>();
        services.TryAddSingleton<AgentDoor>();
        services.TryAddSingleton<AgentRegistry>();
        services.TryAddSingleton<ChatChanges>();
        services.TryAddSingleton<ChatTurns>();
        services.TryAddSingleton<WorkspaceStarts>();
        services.AddHostedService(provider => provider.GetRequiredService<AgentHeartbeats>());
        return services;
    }

    /// <summary>
    /// Adds what serves remote gateways; its parts run from the start on. Needs the hub, a <c>SecretSealer</c>, an <see cref="IConfigurationFeed"/>, a <see cref="DeliveryNode"/> and the
    /// lifetime of the host.
    /// </summary>
    public static IServiceCollection AddDelivery(this IServiceCollection services)
    {
        services.TryAddSingleton<DeliveryPoints>();
        services.TryAddSingleton<EventLog>();
        services.TryAddSingleton<AnswerRecorder>();
        services.TryAddSingleton<SessionParts>();
        services.TryAddSingleton<ConnectionRegistry>();
        services.TryAddSingleton<ConnectionKeeper>();
        services.TryAddSingleton<Handshake>();
        services.TryAddSingleton(provider => new GatewayDoor(
            provider.GetRequiredService<SessionParts>(),
            provider.GetRequiredService<ConnectionRegistry>(),
            provider.GetRequiredService<ConnectionKeeper>(),
            provider.GetRequiredService<Handshake>(),
            provider.GetRequiredService<DeliveryNode>(),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<ILogger<GatewayDoor>>()));
        services.TryAddSingleton<EventRetention>();
        services.AddHostedService(provider => provider.GetRequiredService<AnswerRecorder>());
        services.AddHostedService(provider => provider.GetRequiredService<DeliveryPoints>());
        services.AddHostedService(provider => provider.GetRequiredService<ConnectionKeeper>());
        services.AddHostedService<HubJanitor>();
        return services;
    }
}
