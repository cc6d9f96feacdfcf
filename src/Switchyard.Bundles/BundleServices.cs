using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Switchyard.Bundles.Calls;
using Switchyard.Bundles.Catalog;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Bundles.Reports;
using Switchyard.Bundles.Telemetry;
using Switchyard.Configuration.Reloading;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles;

/// <summary>Puts the bundles of workspaces into a node.</summary>
public static class BundleServices
{
    /// <summary>
    /// Adds the lifecycle of bundles, which follows the configuration as an <see cref="IConfigurationConsumer"/>, and answers as <see cref="IBundleSupervision"/> and <see cref="IWorkspaceTools"/>. Needs the hub,
    /// the configuration and a <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddBundles(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<BundleInstruments>();

        // Before the supervisor, so that it ends after it and tells how everything ended.
        services.AddSingleton<BundleReporter>();
        services.AddSingleton<IBundleWitness>(static provider => provider.GetRequiredService<BundleReporter>());
        services.AddHostedService(static provider => provider.GetRequiredService<BundleReporter>());
        services.AddSingleton<BundleSupervisor>();
        services.AddSingleton<IConfigurationConsumer>(static provider => provider.GetRequiredService<BundleSupervisor>());
        services.AddSingleton<IBundleSupervision>(static provider => provider.GetRequiredService<BundleSupervisor>());
        services.AddSingleton<IHostedService>(static provider =>
        {
            var supervisor = provider.GetRequiredService<BundleSupervisor>();
            provider.GetRequiredService<BundleInstruments>().Read(() => supervisor.All);
            return supervisor;
        });
        services.AddSingleton(static provider => new BundleCalls(
            provider.GetRequiredService<BundleSupervisor>(), () => provider.GetRequiredService<BundleSupervisor>().Settings, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<WorkspaceCatalog>();
        services.AddSingleton<IWorkspaceTools, WorkspaceTools>();
        return services;
    }
}
