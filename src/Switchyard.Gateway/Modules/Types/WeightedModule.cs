using Switchyard.Model.Modules.Types;
using Switchyard.Model.Routing;

namespace Switchyard.Gateway.Modules.Types;

/// <summary><c>route.weighted</c> at work.</summary>
internal sealed class WeightedModule : ShippedModule, ITargetModule
{
    private readonly Dictionary<string, Dictionary<(string Provider, string Model), int>> _weights;
    private readonly Func<double> _chance;

    /// <param name="type">Its type.</param>
    /// <param name="config">Its configuration.</param>
    /// <param name="chance">A number from 0 up to, but not, 1; drawn anew by each call.</param>
    public WeightedModule(IModuleType type, WeightedRouteConfig config, Func<double> chance)
        : base(type)
    {
        _chance = chance;
        Routes = [.. config.Routes.Select(static route => new RouteConfig(route.Alias, [.. route.Targets.Select(static target => new RouteTarget(target.Provider, target.Model))]))];
        _weights = config.Routes.ToDictionary(
            static route => route.Alias,
            static route => route.Targets.GroupBy(static target => (target.Provider, target.Model)).ToDictionary(static same => same.Key, static same => same.Sum(static target => target.Weight)),
            StringComparer.Ordinal);
    }

    /// <inheritdoc />
    public override bool IsIdle => Routes.Count == 0;

    /// <inheritdoc />
    public IReadOnlyList<RouteConfig> Routes { get; }

    /// <inheritdoc />
    public void OnTargets(ModuleRequest request, Span<RouteTarget> targets)
    {
        var weights = _weights[request.Route!];

        // Each place is drawn from those that are left, so that the second choice is as fair as the first.
        for (var place = 0; place < targets.Length - 1; place++)
        {
            long sum = 0;
            foreach (var target in targets[place..])
            {
                sum += WeightOf(weights, target);
            }

            if (sum == 0)
            {
                return;
            }

            var drawn = (long)(_chance() * sum);
            var chosen = place;
            while (drawn >= WeightOf(weights, targets[chosen]))
            {
                drawn -= WeightOf(weights, targets[chosen++]);
            }

            (targets[place], targets[chosen]) = (targets[chosen], targets[place]);
        }
    }

    private static int WeightOf(Dictionary<(string Provider, string Model), int> weights, RouteTarget target) => weights.GetValueOrDefault((target.Provider, target.Model));
}
