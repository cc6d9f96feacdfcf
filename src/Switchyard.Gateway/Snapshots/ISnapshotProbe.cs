using Switchyard.Configuration.Reloading;
using Switchyard.Model.Egress;

namespace Switchyard.Gateway.Snapshots;

/// <summary>Tries a snapshot before it is in force.</summary>
internal interface ISnapshotProbe
{
    /// <summary>Asks <paramref name="next"/> for its probe model, if it has one.</summary>
    /// <param name="next">The snapshot.</param>
    /// <param name="policy">The egress rules that come into force with it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ProbeFailedException">No target answered with success in time.</exception>
    Task TryAsync(GatewaySnapshot next, EgressPolicy policy, CancellationToken cancellationToken);
}
