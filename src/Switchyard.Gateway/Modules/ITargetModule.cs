using Switchyard.Model.Routing;

namespace Switchyard.Gateway.Modules;

/// <summary>Has aliases of its own and says in which order their targets are tried.</summary>
public interface ITargetModule : IModule
{
    /// <summary>Its aliases; each takes the place of a configured route of that name.</summary>
    IReadOnlyList<RouteConfig> Routes { get; }

    /// <summary>Orders <paramref name="targets"/>, those of the alias that the request may use, first choice first. Called for requests of its own aliases.</summary>
    void OnTargets(ModuleRequest request, Span<RouteTarget> targets);
}
