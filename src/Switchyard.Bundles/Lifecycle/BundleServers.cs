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
    public IReadOnlyList<Incarnation> Of(Func<BundleConfig, bool> which)
    {
        lock (_gate)
        {
            return [.. _retired.Concat(_current is { } current ? [current] : []).Where(server => which(server.Config))];
        }
    }

    /// <summary>Puts one into service. The one before, if any, is out of it from the same moment on, so that whoever looks for all of them finds it, and belongs to the caller.</summary>
    public Incarnation? Put(Incarnation next)
    {
        lock (_gate)
        {
            var former = _current;
            _current = next;
            if (former is not null)
            {
                Retire(former);
            }

            return former;
        }
    }

    /// <summary>Takes one out of service.</summary>
    public void TakeOut(Incarnation server)
    {
        lock (_gate)
        {
            if (_current == server)
            {
                _current = null;
            }

            Retire(server);
        }
    }

    /// <summary>Called under the lock. Once or twice for a server: it is forgotten once.</summary>
    private void Retire(Incarnation server)
    {
        if (_retired.Add(server))
        {
            _ = ForgetAsync(server);
        }
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
