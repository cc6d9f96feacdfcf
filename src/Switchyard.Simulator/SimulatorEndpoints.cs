using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Simulator.Control;

namespace Switchyard.Simulator;

/// <summary>Puts a simulation into a web application.</summary>
public static class SimulatorEndpoints
{
    /// <summary>Maps all paths under a prefix to the simulation, <c>PREFIX/_sim/…</c> to its control.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="simulation">What answers.</param>
    /// <param name="prefix">Such as <c>/simulator</c>; empty takes every path that no other endpoint wants.</param>
    public static IEndpointConventionBuilder MapSimulator(this IEndpointRouteBuilder endpoints, Simulation simulation, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(simulation);
        var handler = Handler(simulation);
        return endpoints.Map(prefix + "/{**path}", context =>
        {
            context.Request.PathBase += prefix;
            context.Request.Path = context.Request.Path.Value![prefix.Length..];
            return handler(context);
        });
    }

    internal static void UseSimulator(this IApplicationBuilder app, Simulation simulation) => app.Run(Handler(simulation));

    private static RequestDelegate Handler(Simulation simulation)
    {
        var control = new ControlEndpoint(simulation.Rules, simulation.Log);
        return context => context.Request.Path.StartsWithSegments("/_sim", StringComparison.Ordinal, out var rest)
            ? control.HandleAsync(context, rest)
            : simulation.HandleAsync(context);
    }
}
