using Switchyard.Gateway.Access;
using Switchyard.Gateway.Limits;
using Switchyard.Gateway.Modules.Building;
using Switchyard.Gateway.Pool;
using Switchyard.Hot;
using Switchyard.Model.Revisions;
using Switchyard.Model.Routing;

namespace Switchyard.Gateway.Snapshots;

/// <summary>Makes the next snapshot out of a configuration and the snapshot in force. It changes nothing that is in force.</summary>
internal sealed class SnapshotBuilder(ProviderBuilder providers, LimitCounters counters, ModuleBuilder modules)
{
    /// <summary>Builds; the result belongs to the caller, who calls <see cref="Settle"/> when it is in force or undone.</summary>
    public async ValueTask<GatewaySnapshot> BuildAsync(ConfigurationModel next, GatewaySnapshot current, CancellationToken cancellationToken)
    {
        var set = await modules.BuildAsync(next.Modules, next.Revision, next.Providers.Select(static provider => provider.Name), current.Modules, cancellationToken);
        try
        {
            return Build(next, current, set);
        }
        catch
        {
            set.Dispose();
            modules.Settle(current.Modules);
            throw;
        }
    }

    /// <summary>What only a snapshot had that never was in force, or is not any more, is forgotten.</summary>
    public void Settle(GatewaySnapshot inForce)
    {
        modules.Settle(inForce.Modules);
        counters.Forget([.. inForce.Source.Limits, .. inForce.Modules.Limits]);
    }

    private GatewaySnapshot Build(ConfigurationModel next, GatewaySnapshot current, ModuleSet set)
    {
        var leases = new Dictionary<Guid, Lease<ProviderModel>>(next.Providers.Count);
        try
        {
            var entries = new Dictionary<string, ProviderEntry>(next.Providers.Count);
            foreach (var provider in next.Providers)
            {
                entries[provider.Name] = providers.Build(provider, next.Limits, current, leases);
            }

            return new GatewaySnapshot(
                next,
                entries.Values,
                Routes([.. next.Routes.Where(route => !set.Choosers.ContainsKey(route.Name)), .. set.Choosers.Values.Select(static route => route.Config)], entries),
                AccessIndex.Build(next, counters, current.Access),
                counters.BindNode(next.Limits),
                leases,
                set);
        }
        catch
        {
            foreach (var lease in leases.Values)
            {
                lease.Dispose();
            }

            throw;
        }
    }

    private static List<RouteModel> Routes(IReadOnlyList<RouteConfig> configured, Dictionary<string, ProviderEntry> providers)
    {
        var routes = new List<RouteModel>(configured.Count);
        foreach (var route in configured)
        {
            var targets = new List<RouteModel.Target>(route.Targets.Count);
            foreach (var target in route.Targets)
            {
                if (providers.TryGetValue(target.Provider, out var provider))
                {
                    targets.Add(new RouteModel.Target(provider, target.Model));
                }
            }

            routes.Add(new RouteModel(route.Name, [.. targets]));
        }

        return routes;
    }
}
