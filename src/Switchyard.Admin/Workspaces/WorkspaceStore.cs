using Switchyard.Admin.Problems;
using Switchyard.Model.Providers;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Workspaces;

namespace Switchyard.Admin.Workspaces;

/// <summary>Finds and locks workspaces by what stands in a path.</summary>
internal static class WorkspaceStore
{
    public static async Task<WorkspaceRow> FindAsync(SqlSession session, string idOrName, CancellationToken cancellationToken) =>
        await WorkspaceTable.FindAsync(session, idOrName, cancellationToken) ?? throw NotFound(idOrName);

    public static async Task<WorkspaceRow> LockAsync(SqlSession session, string idOrName, CancellationToken cancellationToken) =>
        await WorkspaceTable.LockAsync(session, idOrName, cancellationToken) ?? throw NotFound(idOrName);

    /// <summary>A 404; what can be neither an id nor a name is not repeated.</summary>
    public static ProblemException NotFound(string idOrName) =>
        new(Problem.NotFound("workspace", Guid.TryParseExact(idOrName, "D", out _) || ProviderNames.ShapeFault(idOrName) is null ? idOrName : null));
}
