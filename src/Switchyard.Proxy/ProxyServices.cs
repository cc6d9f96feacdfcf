using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway;
using Switchyard.Gateway.Entry;
using Switchyard.Proxy.Authorities;
using Switchyard.Proxy.Decrypting;
using Switchyard.Proxy.Listening;
using Switchyard.Proxy.Telemetry;
using Switchyard.Proxy.Tunnels;

namespace Switchyard.Proxy;

/// <summary>Puts the forward proxy into a node.</summary>
public static class ProxyServices
{
    /// <summary>Adds it. Needs the data plane, the hub, a database and the sealer. The host starts and stops <see cref="ForwardProxy"/> and serves what comes out of <see cref="TunnelFeed"/>.</summary>
    public static IServiceCollection AddForwardProxy(this IServiceCollection services, ProxyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton(options);
        services.AddSingleton<ProxyInstruments>();
        services.AddSingleton<AuthorityFollower>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<AuthorityFollower>());
        services.AddSingleton<HostReporter>();
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<HostReporter>());
        services.AddSingleton<TunnelTable>();
        services.AddSingleton<TunnelFeed>();
        services.AddSingleton(static provider => new PlainTunnel(provider.GetGuardedDial(), provider.GetRequiredService<AccessGate>(), provider.GetRequiredService<ProxyInstruments>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<DecryptedTunnel>();
        services.AddSingleton<ConnectFlow>();
        services.AddSingleton(provider => new ForwardProxy(
            options.Listen, options.Certificate is { } certificate ? () => certificate(provider) : null, provider.GetRequiredService<ConnectFlow>(), provider.GetRequiredService<TunnelTable>(), provider.GetRequiredService<AccessGate>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ForwardProxy>>()));
        return services;
    }
}
