using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Switchyard.Gateway.Tools.Calls;
using Switchyard.Gateway.Tools.Injection;
using Switchyard.Gateway.Tools.Kept;
using Switchyard.Gateway.Tools.Loop;
using Switchyard.Gateway.Tools.Telemetry;
using Switchyard.Model.Bundles;

namespace Switchyard.Gateway.Tools.Registration;

/// <summary>Registers what gives tools to requests.</summary>
internal static class ToolRegistration
{
    /// <summary>Adds it. Bundles and a database to keep things in are somebody else's to add; without them there are no tools, and nothing is kept.</summary>
    public static IServiceCollection AddTools(this IServiceCollection services)
    {
        services.TryAddSingleton<IWorkspaceTools, NoTools>();
        services.TryAddSingleton<IKeptTools, NothingKept>();
        services.AddSingleton<ToolInstruments>();
        services.AddSingleton<ToolInjection>();
        services.AddSingleton<KeptTools>();
        services.AddSingleton<ToolGate>();
        services.AddSingleton<CallRunner>();
        services.AddSingleton<LoopBudget>();
        services.AddSingleton<LoopParts>();
        services.AddSingleton<TurnRelay>();
        services.AddSingleton<ToolLoop>();
        return services;
    }
}
