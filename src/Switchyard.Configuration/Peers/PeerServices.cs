using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Switchyard.Configuration.Peers;

/// <summary>Lets nodes of a database ask each other.</summary>
public static class PeerServices
{
    /// <summary>Adds what both sides need. Needs a secret sealer, the identity of the node, and a database.</summary>
    public static IServiceCollection AddPeerChannel(this IServiceCollection services)
    {
        services.TryAddSingleton<PeerClock>();
        services.TryAddSingleton<PeerSigner>();
        services.TryAddSingleton<PeerChannel>();
        services.TryAddSingleton<PeerDoor>();
        return services;
    }
}
