using Switchyard.Gateway.Access;
using Switchyard.Gateway.Limits;
using Switchyard.Gateway.Pool;
using Switchyard.Hot;
using Switchyard.Model.Revisions;

namespace Switchyard.Gateway.Snapshots;

/// <summary>Makes the next snapshot out of a configuration and the snapshot in force. It changes nothing that is in force.</summary>
internal sealed class SnapshotBuilder(ProviderBuilder providers, LimitCounters counters)
{
    /// <summary>Builds; the result belongs to the caller.</summary>
    public GatewaySnapshot Build(ConfigurationModel next, GatewaySnapshot current)
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
                Routes(next, entries),
                AccessIndex.Build(next, counters, current.Access),
                counters.BindNode(next.Limits),
                leases);
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

    private static List<RouteModel> Routes(ConfigurationModel model, Dictionary<string, ProviderEntry> providers)
    {
        var routes = new List<RouteModel>(model.Routes.Count);
        foreach (var route in model.Routes)
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
