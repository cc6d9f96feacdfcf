namespace Switchyard.Model.Modules.Types;

/// <summary>Configuration of <c>route.weighted</c>.</summary>
/// <param name="Routes">Aliases; each takes the place of a route of that name.</param>
public sealed record WeightedRouteConfig(IReadOnlyList<TargetedAlias> Routes);
