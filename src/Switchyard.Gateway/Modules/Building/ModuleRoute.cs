using Switchyard.Gateway.Modules.Chains;
using Switchyard.Model.Routing;

namespace Switchyard.Gateway.Modules.Building;

/// <summary>An alias of a module.</summary>
/// <param name="Config">The alias and all its targets.</param>
/// <param name="Chooser">The module that says which target is tried first.</param>
internal sealed record ModuleRoute(RouteConfig Config, ModuleSlot Chooser);
