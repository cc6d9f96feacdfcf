namespace Switchyard.Model.Modules.Types;

/// <summary>Configuration of <c>route.fallback</c>.</summary>
/// <param name="Routes">Aliases; each takes the place of a route of that name.</param>
/// <param name="Cooldown">How long a target that failed is tried last; zero is off.</param>
public sealed record FallbackRouteConfig(IReadOnlyList<TargetedAlias> Routes, TimeSpan Cooldown);
