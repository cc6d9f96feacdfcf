using Switchyard.Admin.Mutations;
using Switchyard.Admin.Workspaces;
using Switchyard.Hub.Changes;
using Switchyard.Storage.Bundles;
using Switchyard.Storage.Workspaces;

namespace Switchyard.Admin.Bundles;

/// <summary>The bundles of a workspace go with it, and every credential and sign-in that is stored under its name.</summary>
internal sealed class WorkspaceBundles(BundleRemoval removal) : IWorkspacePart
{
    public async Task<IReadOnlyList<WorkspaceLoss>> RemoveAsync(MutationScope scope, WorkspaceRow workspace, CancellationToken cancellationToken)
    {
        var losses = new List<WorkspaceLoss>();
        foreach (var bundle in await BundleTable.LockAllAsync(scope.Session, workspace.Id, cancellationToken))
        {
            var facts = await removal.RemoveAsync(scope, bundle, cancellationToken);
            losses.Add(new WorkspaceLoss(
                BundleChanges.Removed(scope, bundle, facts),
                new RecordImage(BundleChanges.EntityType, bundle.Id.ToString("D"), BundleChanges.NameOf(bundle), facts.ToJsonString(), null)));
        }

        // Bundles of files stay, without what was stored for them.
        foreach (var set in await BundleCredentialTable.ListSetsAsync(scope.Session, workspace.Name, cancellationToken))
        {
            await BundleCredentialTable.EraseAsync(scope.Session, set.Workspace, set.Bundle, scope.Now, cancellationToken);
        }

        await SignInTable.EraseAsync(scope.Session, workspace.Name, cancellationToken);
        return losses;
    }
}
