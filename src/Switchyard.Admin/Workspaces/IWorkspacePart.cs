using Switchyard.Admin.Mutations;
using Switchyard.Storage.Workspaces;

namespace Switchyard.Admin.Workspaces;

/// <summary>Records that belong to a workspace and go with it.</summary>
internal interface IWorkspacePart
{
    /// <summary>Removes them in the transaction that deletes the workspace, whose row is locked. A record that must stay refuses the whole deletion by a problem.</summary>
    Task<IReadOnlyList<WorkspaceLoss>> RemoveAsync(MutationScope scope, WorkspaceRow workspace, CancellationToken cancellationToken);
}
