using Microsoft.Extensions.Primitives;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Pool.Connections;
using Switchyard.Gateway.Pool.Keys;
using Switchyard.Gateway.Routing;
using Switchyard.Hot;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Pool;

/// <summary>
/// A provider that can serve, as one configuration has it: everything a request needs, computed before. Immutable; the snapshots that contain it hold leases on it,
/// and when the last of them has ended it gives its connections back.
/// </summary>
internal sealed class ProviderModel : IDisposable
{
    private Lease<UpstreamConnections> _connections;
    private long _supersededAt;

    /// <summary>Takes the lease on its connections over.</summary>
    public ProviderModel(ProviderConfig config, ProviderState state, IUpstreamDialect dialect, KeyRing keys, Lease<UpstreamConnections> connections)
    {
        Config = config;
        State = state;
        Dialect = dialect;
        Keys = keys;
        _connections = connections;
        Connections = connections.Value;
        NameHeader = config.Name;
        Passthrough = new PassthroughList(config.Settings.Passthrough ?? dialect.DefaultPassthrough);
    }

    /// <summary>The configuration.</summary>
    public ProviderConfig Config { get; }

    /// <summary>What outlives the configuration.</summary>
    public ProviderState State { get; }

    /// <summary>How its type is spoken to.</summary>
    public IUpstreamDialect Dialect { get; }

    /// <summary>Its enabled keys.</summary>
    public KeyRing Keys { get; }

    /// <summary>Its connections.</summary>
    public UpstreamConnections Connections { get; }

    /// <summary>Its name as a header value.</summary>
    public StringValues NameHeader { get; }

    /// <summary>What is relayed without interception.</summary>
    public PassthroughList Passthrough { get; }

    /// <summary>Monotonic ticks at which a newer configuration took its place; 0 while it is in force.</summary>
    public long SupersededAt => Volatile.Read(ref _supersededAt);

    /// <summary>A newer configuration takes its place; from now on the drain ceiling runs.</summary>
    public void Supersede(long now) => Interlocked.CompareExchange(ref _supersededAt, now, 0);

    /// <summary>A second lease on the connections, for the next configuration of the same provider.</summary>
    public Lease<UpstreamConnections> ShareConnections() => _connections.Share();

    /// <inheritdoc />
    public void Dispose()
    {
        (Dialect as IDisposable)?.Dispose();
        _connections.Dispose();
    }
}
