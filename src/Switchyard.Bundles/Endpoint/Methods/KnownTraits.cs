using Switchyard.Bundles.Catalog;

namespace Switchyard.Bundles.Endpoint.Methods;

/// <summary>What the servers that a user has in a workspace can do. It is known of those that were up in this life of the node, so the others are brought up first, as for a list of tools.</summary>
internal sealed class KnownTraits(WorkspaceCatalog catalog, WorkspaceLists lists, TimeProvider time)
{
    /// <summary>Longest time that bundles which nobody has called yet may take to be taken into account.</summary>
    public static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);

    public async Task<ServerTraits> OfAsync(string workspace, Guid user, CancellationToken cancellationToken)
    {
        await catalog.OfferAsync(workspace, user, StartLimit, time, cancellationToken);
        return lists.TraitsOf(workspace, user);
    }
}
