using Switchyard.Admin.Mutations;
using Switchyard.Admin.Workspaces;
using Switchyard.Hub.Builds;
using Switchyard.Storage.Workspaces;

namespace Switchyard.Admin.Agents;

/// <summary>The agents of a workspace and their tokens go with it, and chats lose it. None of that is configuration, so the history keeps nothing of it.</summary>
internal sealed class WorkspaceAgents : IWorkspacePart
{
    public async Task<IReadOnlyList<WorkspaceLoss>> RemoveAsync(MutationScope scope, WorkspaceRow workspace, CancellationToken cancellationToken)
    {
        await BuildChanges.RemoveWorkspaceAsync(scope.Session, scope.Notices, workspace.Id, scope.Now, cancellationToken);
        return [];
    }
}
