using Switchyard.Model.Routing;

namespace Switchyard.Hub.States;

/// <summary>A model alias.</summary>
internal sealed record RouteWire(string Name, IReadOnlyList<RouteTarget> Targets);
