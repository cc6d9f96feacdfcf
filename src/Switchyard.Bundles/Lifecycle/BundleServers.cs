using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>This node's own servers of one bundle: the one in service, and those out of it that have not ended. Each is kept in mind until nothing of it is left.</summary>
internal sealed class BundleServers
{
    private readonly Lock _gate = new();
    private readonly HashSet<Incarnation> _retired = [];
    private volatile Incarnation? _current;

    /// <summary>The one in service, or null.</summary>
    public Incarnation? Current => _current;

    /// <summary>Those out of service that have not ended.</summary>
    public IReadOnlyList<Incarnation> Retired
    {
        get
        {
            lock (_gate)
            {
                return [.. _retired];
            }
        }
    }

    /// <summary>All that were started with something of which <paramref name="which"/> is true.</summary>
    public IReadOnlyList<Incarnation> Of(Func<BundleConfig, bool> which) => [.. Retired.Concat(_current is { } current ? [current] : []).Where(server => which(server.Config))];

    /// <summary>Puts one into service. The one before, if any, is out of it and belongs to the caller.</summary>
    public Incarnation? Put(Incarnation next) => Interlocked.Exchange(ref _current, next);

    /// <summary>Takes one out of service.</summary>
    public void TakeOut(Incarnation server)
    {
        Interlocked.CompareExchange(ref _current, null, server);
        lock (_gate)
        {
            _retired.Add(server);
        }

        _ = ForgetAsync(server);
    }

    private async Task ForgetAsync(Incarnation server)
    {
        await server.Gone;
        lock (_gate)
        {
            _retired.Remove(server);
        }
    }
}
