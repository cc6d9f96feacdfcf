using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Switchyard.Host.Serving;

/// <summary>
/// The background loops of hub, configuration, gateway and recording. They need a migrated database, or something to serve without it, so the host must not start them beside the control
/// plane's listener, which has to answer health checks meanwhile: <see cref="NodeLife"/> starts them, in the order in which they were registered.
/// </summary>
internal static class NodeParts
{
    public const string Key = "node parts";

    /// <summary>Takes every hosted service registered so far out of the host's hands.</summary>
    public static void TakeFrom(IServiceCollection services)
    {
        foreach (var descriptor in services.Where(descriptor => descriptor.ServiceType == typeof(IHostedService) && !descriptor.IsKeyedService).ToArray())
        {
            services.Remove(descriptor);
            services.AddKeyedSingleton(Key, (provider, _) => Create(descriptor, provider));
        }
    }

    private static IHostedService Create(ServiceDescriptor descriptor, IServiceProvider provider) => (IHostedService)(
        descriptor.ImplementationInstance
        ?? descriptor.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, descriptor.ImplementationType!));
}
