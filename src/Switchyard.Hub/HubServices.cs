using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Switchyard.Hub.Changes;
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
        services.TryAddSingleton<ChangeRecorder>();
        services.TryAddSingleton<NoticeRecorder>();
        services.TryAddSingleton<VersionWatcher>();
        services.AddHostedService(provider => provider.GetRequiredService<VersionWatcher>());
        return services;
    }
}
