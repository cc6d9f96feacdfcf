namespace Switchyard.Model.Routing;

/// <summary>One target of a route.</summary>
/// <param name="Provider">Name of a provider.</param>
/// <param name="Model">The upstream's own model name.</param>
public sealed record RouteTarget(string Provider, string Model);
