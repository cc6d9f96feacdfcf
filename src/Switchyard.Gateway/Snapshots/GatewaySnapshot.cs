using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Primitives;
using Switchyard.Gateway.Access;
using Switchyard.Gateway.Limits;
using Switchyard.Gateway.Modules.Building;
using Switchyard.Gateway.Pool;
using Switchyard.Hot;
using Switchyard.Model.Pricing;
using Switchyard.Model.Proxying;
using Switchyard.Model.Revisions;

namespace Switchyard.Gateway.Snapshots;

/// <summary>
/// Everything the data plane knows, of one revision. Immutable. A request leases the snapshot once, at its edge, and works with nothing else; the snapshot holds
/// leases on its providers, so what a request finds in it can not end under its hands.
/// </summary>
internal sealed class GatewaySnapshot : IDisposable
{
    private readonly FrozenDictionary<string, ProviderEntry> _providers;
    private readonly FrozenDictionary<string, ProviderEntry>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly FrozenDictionary<string, RouteModel> _routes;
    private readonly Dictionary<Guid, Lease<ProviderModel>> _leases;
    private readonly Lazy<ProxyHostTable> _hosts;

    /// <summary>Takes the leases over.</summary>
    public GatewaySnapshot(
        ConfigurationModel source,
        IReadOnlyCollection<ProviderEntry> providers,
        IReadOnlyCollection<RouteModel> routes,
        AccessIndex access,
        LimitRule[] nodeLimits,
        Dictionary<Guid, Lease<ProviderModel>> leases,
        ModuleSet? modules = null)
    {
        Source = source;
        Access = access;
        NodeLimits = nodeLimits;
        _leases = leases;
        Modules = modules ?? ModuleSet.Empty;
        _providers = providers.ToFrozenDictionary(static entry => entry.Config.Name, StringComparer.Ordinal);
        _byName = _providers.GetAlternateLookup<ReadOnlySpan<char>>();
        _routes = routes.ToFrozenDictionary(static route => route.Name, StringComparer.Ordinal);
        RevisionHeader = source.Revision.ToString();
        CanaryHeader = source.Canary is { Runs: true } canary ? canary.Revision.ToString() : default(StringValues);
        Prices = new PriceTable(source.Prices);
        _hosts = new Lazy<ProxyHostTable>(() => ProxyHostTable.Of(source.Providers));
    }

    /// <summary>The configuration it was built from.</summary>
    public ConfigurationModel Source { get; }

    /// <summary>Its revision.</summary>
    public long Revision => Source.Revision;

    /// <summary>Its revision as a header value.</summary>
    public StringValues RevisionHeader { get; }

    /// <summary>The canary that it runs, as a header value; empty when it runs none.</summary>
    public StringValues CanaryHeader { get; }

    /// <summary>Prices.</summary>
    public PriceTable Prices { get; }

    /// <summary>Access keys.</summary>
    public AccessIndex Access { get; }

    /// <summary>Limits of the whole node.</summary>
    public LimitRule[] NodeLimits { get; }

    /// <summary>Modules of the request pipeline.</summary>
    public ModuleSet Modules { get; }

    /// <summary>Hosts that the forward proxy decrypts. Made when it is first asked for: a process without a proxy never does.</summary>
    public ProxyHostTable Hosts => _hosts.Value;

    /// <summary>All providers.</summary>
    public IReadOnlyList<ProviderEntry> Providers => _providers.Values;

    /// <summary>All aliases.</summary>
    public IReadOnlyList<RouteModel> Routes => _routes.Values;

    /// <summary>A snapshot before any configuration: it has nothing and revision 0.</summary>
    public static GatewaySnapshot Empty() =>
        new(new ConfigurationModel { Epoch = Guid.Empty, Revision = 0, Hash = "" }, [], [], AccessIndex.Empty, [], []);

    /// <summary>Finds a provider by name, without making a string of it.</summary>
    public bool TryFindProvider(ReadOnlySpan<char> name, [NotNullWhen(true)] out ProviderEntry? entry) => _byName.TryGetValue(name, out entry);

    /// <summary>Finds an alias.</summary>
    public bool TryFindRoute(string alias, [NotNullWhen(true)] out RouteModel? route) => _routes.TryGetValue(alias, out route);

    /// <summary>Whether this snapshot has exactly this model of a provider in force.</summary>
    public bool Has(ProviderModel model) => _leases.TryGetValue(model.Config.Id, out var lease) && ReferenceEquals(lease.Value, model);

    /// <summary>A lease on the model of a provider for the next snapshot, if this one has it.</summary>
    public bool TryShare(Guid providerId, out Lease<ProviderModel> lease)
    {
        if (_leases.TryGetValue(providerId, out var held))
        {
            lease = held.Share();
            return true;
        }

        lease = default;
        return false;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var lease in _leases.Values)
        {
            lease.Dispose();
        }

        Modules.Dispose();
    }
}
