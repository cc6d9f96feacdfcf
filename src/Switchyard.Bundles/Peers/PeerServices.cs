using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Configuration.Peers;
using Switchyard.Hub.Bundles;

namespace Switchyard.Bundles.Peers;

/// <summary>Lets nodes share exclusive bundles: one runs them, the others ask it.</summary>
public static class PeerServices
{
    /// <summary>Answers other nodes, on the listener at which this one can be reached (<see cref="Switchyard.Configuration.Nodes.NodeAddress"/>).</summary>
    public static void MapPeers(this IEndpointRouteBuilder routes)
    {
        ArgumentNullException.ThrowIfNull(routes);
        routes.MapPost(PeerPaths.Requests, static context => context.RequestServices.GetRequiredService<PeerEndpoint>().RequestAsync(context)).ExcludeFromDescription();
        routes.MapPost(PeerPaths.View, static context => context.RequestServices.GetRequiredService<PeerEndpoint>().ViewAsync(context)).ExcludeFromDescription();
    }

    /// <summary>Adds what nodes need of each other. Before the supervisor, so that leases are given back after everything has ended.</summary>
    internal static IServiceCollection AddPeers(this IServiceCollection services)
    {
        services.AddPeerChannel();
        services.AddSingleton<PeerClient>().AddSingleton<PeerEndpoint>();
        services.AddSingleton<IOwnerReach, OwnerReach>();
        services.AddSingleton<BundleLeases>();
        services.AddSingleton<LeaseKeeper>();
        services.AddHostedService(static provider => provider.GetRequiredService<LeaseKeeper>());
        return services;
    }
}
