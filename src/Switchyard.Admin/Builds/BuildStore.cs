using System.Globalization;
using Switchyard.Admin.Problems;
using Switchyard.Storage.Builds;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Workspaces;

namespace Switchyard.Admin.Builds;

/// <summary>Finds builds by what stands in a path, and shows them.</summary>
internal static class BuildStore
{
    /// <summary>The build of this number, or of this id.</summary>
    public static async Task<BuildRow> FindAsync(SqlSession session, WorkspaceRow workspace, string numberOrId, CancellationToken cancellationToken)
    {
        if (long.TryParse(numberOrId, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return await BuildTable.FindAsync(session, workspace.Id, number, cancellationToken) ?? throw NotFound(numberOrId);
        }

        if (!Guid.TryParseExact(numberOrId, "D", out var id))
        {
            throw new ProblemException(Problem.NotFound("build"));
        }

        return await BuildTable.FindAsync(session, id, cancellationToken) is { } build && build.WorkspaceId == workspace.Id ? build : throw NotFound(numberOrId);
    }

    public static BuildView View(BuildRow row, WorkspaceHeadRow? head) => new()
    {
        Id = row.Id,
        WorkspaceId = row.WorkspaceId,
        Number = row.Number,
        State = row.State,
        Reason = row.Reason,
        Latest = head?.LatestBuildId == row.Id,
        CreatedBy = row.CreatedBy,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
        FinishedAt = row.FinishedAt,
    };

    private static ProblemException NotFound(string numberOrId) => new(Problem.NotFound("build", numberOrId));
}
