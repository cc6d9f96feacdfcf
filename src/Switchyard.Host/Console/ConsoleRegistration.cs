using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Switchyard.Admin.Options;
using Switchyard.Console;
using Switchyard.Console.Options;
using Switchyard.Host.Mcp;
using Switchyard.Storage.Secrets;

namespace Switchyard.Host.Console;

/// <summary>The console of a node.</summary>
internal static class ConsoleRegistration
{
    public static void AddNodeConsole(this IServiceCollection services, FederationOptions? federation)
    {
        services.AddSingleton<IDataProtectionProvider>(static provider => new SealedProtection(provider.GetRequiredService<SecretSealer>()));
        services.AddConsole(new ConsoleOptions { Issuer = federation?.Issuer.Host, IssuerPath = FederationPaths.Begin, DataPlane = static provider => provider.GetDataPlaneWithMcp() });
        // The framework's own ring of keys, which SealedProtection replaces, would be made in the home directory at the start.
        foreach (var own in services.Where(static service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Assembly == typeof(DataProtectionServiceCollectionExtensions).Assembly).ToArray())
        {
            services.Remove(own);
        }
    }
}
