using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Switchyard.Configuration.Canaries;
using Switchyard.Configuration.Composition;
using Switchyard.Configuration.History;
using Switchyard.Configuration.LastGood;
using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Reloading;
using Switchyard.Configuration.Sources.Database;
using Switchyard.Configuration.Sources.Documents;
using Switchyard.Configuration.Sources.File;
using Switchyard.Configuration.Sources.File.Watching;
using Switchyard.Hub.Delivery.Connections;
using Switchyard.Hub.Delivery.Points;
using Switchyard.Hub.Wakeup;
using Switchyard.Model.Modules;
using Switchyard.Model.Modules.Types;
using Switchyard.Storage.Secrets;

namespace Switchyard.Configuration;

/// <summary>Registers the live configuration of a node.</summary>
public static class ConfigurationServices
{
    /// <summary>
    /// Adds sources, reloader, status, the node's report and the reader of rollouts; reloader and report run from the start on. Needs a <c>Database</c>, a <c>SecretSealer</c>,
    /// a <see cref="NodeIdentity"/> and the hub. Every registered <see cref="IConfigurationConsumer"/> takes part in each revision, every <see cref="INodeFacts"/> in each report.
    /// </summary>
    /// <param name="services">The services of the node.</param>
    /// <param name="files">Configuration files and directories, later ones win; none by default.</param>
    public static IServiceCollection AddConfiguration(this IServiceCollection services, params IReadOnlyList<string> files)
    {
        services.TryAddSingleton(provider => new FileSource(files, environment: null, provider.GetRequiredService<ModuleCatalog>()));
        services.TryAddSingleton<ProviderOpener>();
        services.TryAddSingleton<DocumentReader>();
        services.TryAddSingleton<DocumentOpener>();
        services.TryAddSingleton<ModuleOpener>();
        services.TryAddSingleton<BundleOpener>();
        services.TryAddSingleton<RawRecordsReader>();
        services.TryAddSingleton<DatabaseSource>();
        services.TryAddSingleton(new LastGoodOptions(null));
        services.TryAddSingleton(provider => new LastGoodStore(
            provider.GetRequiredService<LastGoodOptions>(),
            provider.GetRequiredService<NodeIdentity>().Id,
            provider.GetRequiredService<SecretSealer>(),
            provider.GetRequiredService<ILogger<LastGoodStore>>()));
        services.TryAddSingleton(provider => new LastGoodKeeper(
            provider.GetRequiredService<LastGoodStore>(),
            provider.GetRequiredService<IMeterFactory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<LastGoodKeeper>>()));
        services.AddHostedService(provider => provider.GetRequiredService<LastGoodKeeper>());
        services.TryAddSingleton(provider => new FileAuthor(provider.GetRequiredService<NodeIdentity>().Name));
        services.TryAddSingleton<FileRevisions>();
        services.TryAddSingleton<EpochKeeper>();
        services.TryAddSingleton<DraftOpener>();
        services.TryAddSingleton(provider => new CanaryTrial(provider.GetRequiredService<NodeIdentity>().Id, provider.GetRequiredService<DraftOpener>()));
        services.TryAddSingleton<ConfigurationReader>();
        services.TryAddSingleton(provider => new ConfigurationPreview(provider.GetRequiredService<ConfigurationReader>(), provider.GetRequiredService<DocumentReader>()));
        services.AddModelApplier();
        services.TryAddSingleton<IConfigurationFeed>(provider => provider.GetRequiredService<ConfigurationStatus>());
        services.TryAddSingleton(provider => new DeliveryNode(provider.GetRequiredService<NodeIdentity>().Id, provider.GetRequiredService<NodeIdentity>().Name));
        services.TryAddSingleton<ReadingApplier>();
        services.TryAddSingleton(provider => new ConfigurationReloader(
            provider.GetRequiredService<ConfigurationReader>(),
            provider.GetRequiredService<ReadingApplier>(),
            provider.GetRequiredService<ConfigurationStatus>(),
            provider.GetRequiredService<VersionWatcher>(),
            provider.GetRequiredService<ConfigurationInstruments>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ConfigurationReloader>>()));
        services.AddHostedService(provider => provider.GetRequiredService<ConfigurationReloader>());
        services.TryAddSingleton<FileWatch>();
        services.TryAddSingleton<NodeLiveness>();
        services.TryAddSingleton<RolloutReader>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<INodeFacts, FileFacts>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<INodeFacts, CanaryFacts>());
        services.TryAddSingleton<NodeSelf>();
        services.TryAddSingleton<NodeReporter>();
        services.AddHostedService(provider => provider.GetRequiredService<NodeReporter>());
        return services;
    }

    /// <summary>Keeps what serves in the data directory, sealed, for a start without the database or with broken files. Call it before <see cref="AddConfiguration"/>.</summary>
    /// <param name="services">The services of the node.</param>
    /// <param name="dataDirectory">The data directory.</param>
    public static IServiceCollection AddLastGood(this IServiceCollection services, string dataDirectory) => services.AddSingleton(new LastGoodOptions(dataDirectory));

    /// <summary>Follows the configuration files: a change of their content is read without being asked for.</summary>
    public static IServiceCollection AddFileWatch(this IServiceCollection services)
    {
        services.AddHostedService(provider => provider.GetRequiredService<FileWatch>());
        return services;
    }

    /// <summary>
    /// Adds what puts models in force and tells which one is, without any source of them: for a process that is sent its configuration. Every registered
    /// <see cref="IConfigurationConsumer"/> takes part in each.
    /// </summary>
    public static IServiceCollection AddModelApplier(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider => new ModuleCatalog([.. ShippedModules.Definitions, .. provider.GetServices<IModuleDefinition>()]));
        services.TryAddSingleton<ConfigurationApplier>();
        services.TryAddSingleton<ConfigurationStatus>();
        services.TryAddSingleton<ConfigurationInstruments>();
        services.TryAddSingleton(provider => new ModelApplier(
            provider.GetRequiredService<ConfigurationApplier>(),
            provider.GetRequiredService<ConfigurationStatus>(),
            provider.GetRequiredService<ConfigurationInstruments>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ModelApplier>>()));
        return services;
    }
}
