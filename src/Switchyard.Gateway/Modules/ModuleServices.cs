using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Switchyard.Model.Modules;

namespace Switchyard.Gateway.Modules;

/// <summary>Registers types of modules.</summary>
public static class ModuleServices
{
    /// <summary>Adds a type: configurations may name it from then on, and the data plane runs it. Its constructor may ask for services.</summary>
    /// <typeparam name="T">The type of module; one instance.</typeparam>
    public static IServiceCollection AddModuleType<T>(this IServiceCollection services)
        where T : class, IModuleType
    {
        services.TryAddSingleton<T>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IModuleType, T>(static provider => provider.GetRequiredService<T>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IModuleDefinition, T>(static provider => provider.GetRequiredService<T>()));
        return services;
    }
}
