using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Switchyard.Gateway.Limits;

/// <summary>Registers limits.</summary>
public static class LimitRegistration
{
    /// <summary>
    /// Lets the limits of the data plane hold over all nodes of the database, and budgets over restarts. Needs <see cref="Storage.Sql.Database"/>,
    /// <see cref="Configuration.Nodes.NodeIdentity"/>, <see cref="Configuration.Nodes.NodeLiveness"/> and the hub. Without this call a process limits for itself.
    /// </summary>
    public static IServiceCollection AddSharedLimits(this IServiceCollection services) =>
        services.Replace(ServiceDescriptor.Singleton<ILimitBank, DatabaseLimitBank>());

    internal static IServiceCollection AddLimits(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton<ILimitBank, LocalLimitBank>();
        services.TryAddSingleton<LimitCounters>();
        services.TryAddSingleton<LimitInstruments>();
        services.TryAddSingleton<BudgetBills>();
        services.TryAddSingleton<LimitExchanger>();
        services.TryAddSingleton<Limiter>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<LimitExchanger>());
        return services;
    }
}
