using Dapper;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Builds;

/// <summary>Builds of workspaces. A change locks the workspace's head first (<see cref="WorkspaceHeadTable.LockAsync"/>).</summary>
public static class BuildTable
{
    /// <summary>Most ids of one statement, well below what either database takes.</summary>
    private const int MostIds = 1_000;

    private const string Columns = "id, workspace_id, number, state, reason, created_by, version, created_at, updated_at, finished_at";

    /// <summary>Up to <paramref name="limit"/> builds of a workspace with numbers below <paramref name="before"/>, newest first.</summary>
    public static Task<IReadOnlyList<BuildRow>> ListAsync(SqlSession session, Guid workspaceId, long before, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<BuildRow>(
            $"select {Columns} from workspace_builds where workspace_id = @workspaceId and number < @before order by number desc limit @limit", new { workspaceId, before, limit }, cancellationToken);

    /// <summary>The builds of these ids, as many as there are.</summary>
    public static async Task<IReadOnlyList<BuildRow>> ListAsync(SqlSession session, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var builds = new List<BuildRow>(ids.Count);
        foreach (var some in ids.Chunk(MostIds))
        {
            var parameters = new DynamicParameters();
            var list = IdList.Add(parameters, "b", some);
            builds.AddRange(await session.QueryAsync<BuildRow>($"select {Columns} from workspace_builds where id in {list}", parameters, cancellationToken));
        }

        return builds;
    }

    /// <summary>The latest builds of all workspaces that have one.</summary>
    public static Task<IReadOnlyList<BuildRow>> ListLatestAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<BuildRow>($"select {Columns} from workspace_builds where id in (select latest_build_id from workspace_heads where latest_build_id is not null)", null, cancellationToken);

    /// <summary>The build, or null.</summary>
    public static Task<BuildRow?> FindAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<BuildRow>($"select {Columns} from workspace_builds where id = @id", new { id }, cancellationToken);

    /// <summary>The build of this number, or null.</summary>
    public static Task<BuildRow?> FindAsync(SqlSession session, Guid workspaceId, long number, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<BuildRow>(
            $"select {Columns} from workspace_builds where workspace_id = @workspaceId and number = @number", new { workspaceId, number }, cancellationToken);

    /// <summary>The workspace's latest build, or null: the one question that a validation asks.</summary>
    public static Task<BuildRow?> FindLatestAsync(SqlSession session, Guid workspaceId, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<BuildRow>(
            $"select {Columns} from workspace_builds where id = (select latest_build_id from workspace_heads where workspace_id = @workspaceId)", new { workspaceId }, cancellationToken);

    /// <summary>Adds a build with the workspace's next number, whatever number <paramref name="row"/> has, and returns it with that number. The head stays locked until commit.</summary>
    public static async Task<BuildRow> InsertAsync(SqlSession session, BuildRow row, CancellationToken cancellationToken)
    {
        var numbered = row with { Number = await WorkspaceHeadTable.NextNumberAsync(session, row.WorkspaceId, cancellationToken) };
        await session.ExecuteAsync(
            $"""
            insert into workspace_builds ({Columns})
            values (@Id, @WorkspaceId, @Number, @State, @Reason, @CreatedBy, @Version, @CreatedAt, @UpdatedAt, @FinishedAt)
            """,
            numbered,
            cancellationToken);
        return numbered;
    }

    /// <summary>Writes state, reason and times if the row still has the version of <paramref name="row"/>. Returns the new version, or null when nothing was written.</summary>
    public static Task<long?> UpdateAsync(SqlSession session, BuildRow row, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<long?>(
            """
            update workspace_builds set state = @State, reason = @Reason, updated_at = @UpdatedAt, finished_at = @FinishedAt, version = version + 1
            where id = @Id and version = @Version returning version
            """,
            row,
            cancellationToken);
}
