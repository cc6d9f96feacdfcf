using Microsoft.AspNetCore.Server.Kestrel.Core;
using Switchyard.Configuration.Reloading;
using Switchyard.Model.Revisions;
using Switchyard.Model.Server;

namespace Switchyard.Host.Listeners;

/// <summary>
/// The limits that the data plane's server itself holds: headers and the speed of bodies. Kestrel reads them when it makes a connection ready for a request, which is when the one
/// before has ended: a change holds for new connections at once and on an open one for the request after the next at the latest. A request that runs keeps what it began with.
/// </summary>
internal sealed class ListenerLimits : IConfigurationConsumer
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly List<KestrelServerLimits> _listeners = [];
    private ServerConfig _inForce = ServerConfig.Default;

    public string Name => "data plane listener";

    /// <summary>Keeps the limits of a listener up to date from now on.</summary>
    public void Attach(KestrelServerLimits limits)
    {
        lock (_gate)
        {
            _listeners.Add(limits);
            Set(limits, _inForce);
        }
    }

    /// <summary>Forgets a listener that has ended.</summary>
    public void Detach(KestrelServerLimits limits)
    {
        lock (_gate)
        {
            _listeners.Remove(limits);
        }
    }

    public ValueTask<IPreparedChange> PrepareAsync(ConfigurationModel next, ConfigurationModel? current, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IPreparedChange>(new Change(this, next.Server));

    private static void Set(KestrelServerLimits limits, ServerConfig server)
    {
        limits.MaxRequestHeadersTotalSize = server.MaxHeaderBytes;
        limits.MaxRequestHeaderCount = server.MaxHeaders;
        limits.MinRequestBodyDataRate = new MinDataRate(server.MinBodyRate, Grace);
    }

    private void Commit(ServerConfig server)
    {
        lock (_gate)
        {
            _inForce = server;
            _listeners.ForEach(listener => Set(listener, server));
        }
    }

    private sealed class Change(ListenerLimits owner, ServerConfig server) : IPreparedChange
    {
        public void Commit() => owner.Commit(server);

        public void Dispose()
        {
            // Nothing was built.
        }
    }
}
