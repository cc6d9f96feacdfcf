using Switchyard.Bundles.Leases;
using Switchyard.Bundles.Lifecycle;
using Switchyard.Bundles.Sessions;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Peers;

/// <summary>Leads to servers of other nodes by asking those nodes.</summary>
internal sealed class OwnerReach(PeerClient client, TimeProvider time) : IOwnerReach
{
    /// <inheritdoc />
    public async Task<(ILiveServer Server, long Generation)> ReachAsync(BundleConfig bundle, Ownership.Elsewhere owner, bool start, IServerObserver observer, CancellationToken cancellationToken)
    {
        // As long as a start on this node might take: the owner may have to bring it up.
        using var late = new CancellationTokenSource(bundle.Definition.StartTimeout + bundle.Definition.Timeouts.Gap, time);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            var server = await FarServer.ReachAsync(client, bundle, owner, start, observer, given.Token);
            return (server, server.Mark.Generation);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ServerLostException($"The node '{owner.Name}' does not answer.", wasWritten: false);
        }
    }
}
