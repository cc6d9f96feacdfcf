namespace Switchyard.Bundles.Lifecycle;

/// <summary>Servers out of service that have not ended. Each is kept in mind until nothing of it is left.</summary>
internal sealed class RetiredServers
{
    private readonly Lock _gate = new();
    private readonly HashSet<Incarnation> _servers = [];

    public IReadOnlyList<Incarnation> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _servers];
            }
        }
    }

    public void Add(Incarnation server)
    {
        lock (_gate)
        {
            _servers.Add(server);
        }

        _ = ForgetAsync(server);
    }

    private async Task ForgetAsync(Incarnation server)
    {
        await server.Gone;
        lock (_gate)
        {
            _servers.Remove(server);
        }
    }
}
