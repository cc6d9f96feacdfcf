using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Modules.Building;
using Switchyard.Gateway.Modules.Chains;
using Switchyard.Gateway.Modules.States;
using Switchyard.Gateway.Modules.Telemetry;
using Switchyard.Gateway.Time;
using Switchyard.Model.Limits;
using Switchyard.Model.Modules;
using Switchyard.Model.Modules.Types;
using Switchyard.Model.Routing;

namespace Switchyard.Gateway.Modules.Types;

/// <summary>Registers the engine of modules and the types that come with the product.</summary>
internal static class ShippedModuleTypes
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddModules(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton<ModuleInstruments>();
        services.TryAddSingleton<ModuleStates>();
        services.TryAddSingleton<ModuleFaults>();
        services.TryAddSingleton<ModuleBuilder>();
        services.TryAddSingleton<LimitParts>();
        return services
            .Add<HeaderTransformConfig>(new HeaderTransform(), static _ => static (type, config, _) => new HeaderModule(type, config))
            .Add<RetryConfig>(new Retry(), static _ => static (type, config, _) => new RetryModule(type, config))
            .Add<RequestRateConfig>(new RequestRate(), static provider => (type, config, context) => new LimitModule(type, LimitOf(context, config), provider.GetRequiredService<LimitParts>()))
            .Add<CostBudgetConfig>(new CostBudget(), static provider => (type, config, context) => new LimitModule(type, LimitOf(context, config), provider.GetRequiredService<LimitParts>()))
            .Add<TokenRateConfig>(new TokenRate(), static provider => (type, config, context) =>
                new TokenModule(type, config, context.State(static () => new ConcurrentDictionary<Guid, TokenWindow>()), provider.GetRequiredService<MonotonicClock>()))
            .Add<GuardrailConfig>(new Guardrail(), static provider => (type, config, context) => new GuardrailModule(type, context.Module, config, provider.GetRequiredService<ModuleInstruments>()))
            .Add<ExactCacheConfig>(new ExactCache(), static provider => (type, config, context) => new CacheModule(
                type, context.Module, config, context.State(static () => new CachedAnswers()), provider.GetRequiredService<MonotonicClock>(), provider.GetRequiredService<ModuleInstruments>()))
            .Add<WeightedRouteConfig>(new WeightedRoute(), static _ => static (type, config, _) => new WeightedModule(type, config, Random.Shared.NextDouble))
            .Add<FallbackRouteConfig>(new FallbackRoute(), static provider => (type, config, context) =>
                new FallbackModule(type, config, context.State(static () => new ConcurrentDictionary<RouteTarget, long>()), provider.GetRequiredService<MonotonicClock>()))
            .Add<RequestLogConfig>(new RequestLog(), static provider => (type, config, _) => new LogModule(type, config, Random.Shared.NextDouble, provider.GetRequiredService<ILogger<LogModule>>()));
    }

    private static IServiceCollection Add<T>(
        this IServiceCollection services, ModuleDefinition<T> definition, Func<IServiceProvider, Func<IModuleType, T, ModuleContext, IModule>> create)
        where T : class =>
        services.AddSingleton<IModuleType>(provider => new ShippedType<T>(definition, create(provider)));

    private static LimitConfig LimitOf(ModuleContext context, RequestRateConfig config) =>
        new() { Name = LimitModule.NameOf(context.Module.Name), Scope = config.Scope, RequestsPerMinute = config.RequestsPerMinute };

    private static LimitConfig LimitOf(ModuleContext context, CostBudgetConfig config) =>
        new() { Name = LimitModule.NameOf(context.Module.Name), Scope = config.Scope, Budget = config.Budget, WarnAt = config.WarnAt };
}
