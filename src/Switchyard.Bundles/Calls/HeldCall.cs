using Switchyard.Bundles.Leases;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Bundles.Sessions;
using Switchyard.Hot;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Calls;

/// <summary>A call that takes more than one request, all to the server that it began on. One owner, who ends it.</summary>
internal sealed class HeldCall(BundleRun run, Incarnation server, Lease<ILiveServer> lease, IDisposable seat) : IDisposable
{
    private Lease<ILiveServer> _lease = lease;
    private int _disposed;

    /// <summary>What the server was started with.</summary>
    public BundleConfig Config => server.Config;

    public ILiveServer Server => server.Server;

    /// <summary>Cancelled when the server may not be used a moment longer. That of an exclusive bundle may not from the moment on at which it is replaced: the next one waits for its end.</summary>
    public CancellationToken Cut { get; } = server.Config.Definition.Exclusive ? server.Retired : server.CutToken;

    /// <summary>Why the server was taken away, one sentence. Of one that was not, or not yet, what will most likely be the reason.</summary>
    public string WhyCut()
    {
        var name = run.Key.Bundle;
        return run.Wanted is not { } wanted ? $"The bundle '{name}' was removed."
            : Deciding.IsRevoked(server.Config, wanted) ? $"A credential of the bundle '{name}' was taken away."
            : run.IsShuttingDown ? "The node that ran it was shut down."
            : !wanted.Enabled ? $"The bundle '{name}' was stopped, and its time to finish is over."
            : !wanted.Definition.Exclusive ? $"The server of the bundle '{name}' was replaced, and its time to finish is over."
            : run.Exclusivity.Standing == LeaseStanding.Held ? $"The bundle '{name}' has one server at a time, and it was replaced."
            : $"The bundle '{name}' runs on another node now.";
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            // The seat first: without the lease the bundle may be gone the next moment.
            seat.Dispose();
            _lease.Dispose();
        }
    }
}
