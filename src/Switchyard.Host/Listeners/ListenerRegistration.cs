using Microsoft.Extensions.DependencyInjection;
using Switchyard.Configuration.Reloading;
using Switchyard.Host.Listeners.Tls;

namespace Switchyard.Host.Listeners;

/// <summary>Registers the listeners of a node or an edge.</summary>
internal static class ListenerRegistration
{
    /// <summary>Adds them; <paramref name="tls"/> is null when no address is <c>https</c>.</summary>
    public static IServiceCollection AddListeners(this IServiceCollection services, TlsFiles? tls)
    {
        services.AddSingleton<ListenerLimits>().AddSingleton<IConfigurationConsumer>(static provider => provider.GetRequiredService<ListenerLimits>());
        services.AddSingleton<DataPlaneListeners>().AddSingleton<IConfigurationConsumer>(static provider => provider.GetRequiredService<DataPlaneListeners>());
        if (tls is not null)
        {
            services.AddSingleton(tls).AddSingleton<ServerCertificate>().AddHostedService(static provider => provider.GetRequiredService<ServerCertificate>());
        }

        return services;
    }
}
