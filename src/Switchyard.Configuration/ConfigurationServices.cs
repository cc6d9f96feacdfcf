using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Switchyard.Configuration.Composition;
using Switchyard.Configuration.Reloading;
using Switchyard.Configuration.Sources;
using Switchyard.Configuration.Sources.Database;
using Switchyard.Configuration.Telemetry;
using Switchyard.Hub.Wakeup;

namespace Switchyard.Configuration;

/// <summary>Registers the live configuration of a node.</summary>
public static class ConfigurationServices
{
    /// <summary>
    /// Adds sources, reloader and status; the reloader runs from the start on. Needs a <c>Database</c>, a <c>SecretSealer</c> and the hub; every registered
    /// <see cref="IConfigurationConsumer"/> takes part in each revision. Register an <see cref="IFileSource"/> first for a node with files.
    /// </summary>
    public static IServiceCollection AddConfiguration(this IServiceCollection services)
    {
        services.TryAddSingleton<IFileSource, NoFiles>();
        services.TryAddSingleton<ProviderOpener>();
        services.TryAddSingleton<DatabaseSource>();
        services.TryAddSingleton<ConfigurationReader>();
        services.TryAddSingleton<ConfigurationApplier>();
        services.TryAddSingleton<ConfigurationStatus>();
        services.TryAddSingleton<ConfigurationInstruments>();
        services.TryAddSingleton(provider => new ConfigurationReloader(
            provider.GetRequiredService<ConfigurationReader>(),
            provider.GetRequiredService<ConfigurationApplier>(),
            provider.GetRequiredService<ConfigurationStatus>(),
            provider.GetRequiredService<VersionWatcher>(),
            provider.GetRequiredService<ConfigurationInstruments>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ConfigurationReloader>>()));
        services.AddHostedService(provider => provider.GetRequiredService<ConfigurationReloader>());
        return services;
    }
}
