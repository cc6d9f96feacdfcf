using Switchyard.Bundles.Leases;
using Switchyard.Bundles.Sessions;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Lifecycle;

/// <summary>Leads to the server of an exclusive bundle that another node runs.</summary>
internal interface IOwnerReach
{
    /// <summary>
    /// Finds out what the owner's server is and offers. What is asked of the result goes there; it ends when the owner has another server, or none, or can not be reached any more.
    /// </summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="owner">Its owner.</param>
    /// <param name="start">Whether the owner is to bring it up, if it may and is not.</param>
    /// <param name="observer">Hears of changed lists.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CallRefusedException">The owner says why it has none.</exception>
    /// <exception cref="ServerLostException">The owner can not be reached, or is none any more.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    Task<(ILiveServer Server, long Generation)> ReachAsync(BundleConfig bundle, Ownership.Elsewhere owner, bool start, IServerObserver observer, CancellationToken cancellationToken);
}
