using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Storage.Access;
using Switchyard.Storage.Builds;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Workspaces;

namespace Switchyard.Admin.Workspaces;

/// <summary>Shows workspaces.</summary>
internal static class WorkspaceViews
{
    public static async Task<IReadOnlyList<WorkspaceView>> ListAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var rows = await WorkspaceTable.ListAsync(session, cancellationToken);
        var users = (await UserTable.ListAsync(session, cancellationToken)).ToDictionary(user => user.Id, user => user.Name);
        var heads = (await WorkspaceHeadTable.ListAsync(session, cancellationToken)).ToDictionary(head => head.WorkspaceId);
        var builds = (await BuildTable.ListLatestAsync(session, cancellationToken)).ToDictionary(build => build.WorkspaceId);
        return [.. rows.Select(row => Of(row, row.OwnerId is { } owner ? users.GetValueOrDefault(owner) : null, heads.GetValueOrDefault(row.Id), builds.GetValueOrDefault(row.Id)))];
    }

    public static async Task<WorkspaceView> OneAsync(SqlSession session, WorkspaceRow row, CancellationToken cancellationToken) =>
        Of(
            row,
            row.OwnerId is { } owner ? (await UserTable.FindAsync(session, owner, cancellationToken))?.Name : null,
            await WorkspaceHeadTable.FindAsync(session, row.Id, cancellationToken),
            await BuildTable.FindLatestAsync(session, row.Id, cancellationToken));

    public static JsonObject Facts(WorkspaceRow row) => new()
    {
        ["name"] = row.Name,
        ["displayName"] = row.DisplayName,
        ["ownerId"] = row.OwnerId?.ToString("D"),
        ["users"] = row.UsersJson is null ? null : JsonNode.Parse(row.UsersJson),
    };

    public static string? WriteUsers(IReadOnlyList<Guid>? users) => users is null ? null : JsonSerializer.Serialize(users, WorkspaceJson.Default.IReadOnlyListGuid);

    private static WorkspaceView Of(WorkspaceRow row, string? owner, WorkspaceHeadRow? head, BuildRow? latest) => new()
    {
        Id = row.Id,
        Name = row.Name,
        DisplayName = row.DisplayName,
        OwnerId = row.OwnerId,
        Owner = owner,
        Users = row.UsersJson is null ? null : JsonSerializer.Deserialize(row.UsersJson, WorkspaceJson.Default.IReadOnlyListGuid),
        LatestBuild = latest is null ? null : new WorkspaceBuildView(latest.Id, latest.Number, latest.State, latest.FinishedAt),
        LastUsedAt = head?.LastUsedAt,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
    };
}
