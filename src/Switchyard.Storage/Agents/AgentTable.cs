using Dapper;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Agents;

/// <summary>Agents of workspaces. A change locks the workspace's head first; only signs of life (<see cref="TouchAsync"/>) lock nothing.</summary>
public static class AgentTable
{
    /// <summary>Most ids of one statement, well below what either database takes.</summary>
    private const int MostIds = 1_000;

    private const string Columns =
        "id, workspace_id, build_id, name, is_default, is_external, boot_id, address, seen_from, agent_version, startup, dial_key, token_id, created_at, first_seen_at, last_seen_at, retired_at, retired_reason, changed";

    /// <summary>All agents that are not retired, by workspace and id: what a node begins with.</summary>
    public static Task<IReadOnlyList<AgentRow>> ListLiveAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<AgentRow>($"select {Columns} from agents where retired_at is null order by workspace_id, id", null, cancellationToken);

    /// <summary>When each agent that is not retired was seen.</summary>
    public static Task<IReadOnlyList<AgentSightRow>> ListSightsAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<AgentSightRow>(
            """
            select agents.id, agents.last_seen_at, agents.created_at, workspace_builds.finished_at as built_at
            from agents join workspace_builds on workspace_builds.id = agents.build_id where agents.retired_at is null
            """,
            null,
            cancellationToken);

    /// <summary>The agents, retired or not, that changed after <paramref name="version"/> of the stream of agents, in the order of their changes.</summary>
    public static Task<IReadOnlyList<AgentRow>> ListChangedAsync(SqlSession session, long version, CancellationToken cancellationToken) =>
        session.QueryAsync<AgentRow>($"select {Columns} from agents where changed > @version order by changed, id", new { version }, cancellationToken);

    /// <summary>The agents of a build, retired or not, sorted by name.</summary>
    public static Task<IReadOnlyList<AgentRow>> ListAsync(SqlSession session, Guid buildId, CancellationToken cancellationToken) =>
        session.QueryAsync<AgentRow>($"select {Columns} from agents where build_id = @buildId order by name", new { buildId }, cancellationToken);

    /// <summary>Up to <paramref name="limit"/> agents of a workspace, retired or not, newest first, made before <paramref name="before"/> when it is given.</summary>
    public static Task<IReadOnlyList<AgentRow>> ListAsync(SqlSession session, Guid workspaceId, Guid? before, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<AgentRow>(
            $"select {Columns} from agents where workspace_id = @workspaceId and (@before is null or id < @before) order by id desc limit @limit", new { workspaceId, before, limit }, cancellationToken);

    /// <summary>The agent, retired or not; null when there is none.</summary>
    public static Task<AgentRow?> FindAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<AgentRow>($"select {Columns} from agents where id = @id", new { id }, cancellationToken);

    /// <summary>The agent of this name in a build, retired or not; null when there is none.</summary>
    public static Task<AgentRow?> FindAsync(SqlSession session, Guid buildId, string name, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<AgentRow>($"select {Columns} from agents where build_id = @buildId and name = @name", new { buildId, name }, cancellationToken);

    /// <summary>The agent that a chat of the build's workspace is to use: the one it names, else the one marked as default, else the first by name, of those that are not retired; null when there is none.</summary>
    public static Task<AgentRow?> ChooseAsync(SqlSession session, Guid buildId, string? name, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<AgentRow>(
            $"""
            select {Columns} from agents where build_id = @buildId and retired_at is null and (@name is null or name = @name)
            order by is_default desc, name limit 1
            """,
            new { buildId, name },
            cancellationToken);

    /// <summary>
    /// Writes <paramref name="row"/> over the agent of its name in its build, which keeps its id and the times of its first naming and first contact; its last contact is now, by the clock of the database. Returns the
    /// agent before (null when it is new) and after. The head of the workspace must be locked.
    /// </summary>
    public static async Task<(AgentRow? Before, AgentRow After)> UpsertAsync(SqlSession session, AgentRow row, CancellationToken cancellationToken)
    {
        var before = await FindAsync(session, row.BuildId, row.Name, cancellationToken);
        var now = await session.ClockAsync(cancellationToken);
        var after = row with { Id = before?.Id ?? row.Id, CreatedAt = before?.CreatedAt ?? row.CreatedAt, FirstSeenAt = before?.FirstSeenAt ?? now, LastSeenAt = now };
        if (before is null)
        {
            await InsertAsync(session, after, cancellationToken);
        }
        else
        {
            await session.ExecuteAsync(
                """
                update agents set is_default = @IsDefault, is_external = @IsExternal, boot_id = @BootId, address = @Address, seen_from = @SeenFrom, agent_version = @AgentVersion, startup = @Startup,
                    dial_key = @DialKey, token_id = @TokenId, first_seen_at = @FirstSeenAt, last_seen_at = @LastSeenAt, retired_at = @RetiredAt, retired_reason = @RetiredReason, changed = @Changed
                where id = @Id
                """,
                after,
                cancellationToken);
        }

        return (before, after);
    }

    /// <summary>Adds <paramref name="row"/> as it is.</summary>
    /// <exception cref="UniqueConflictException">The build has an agent of this name.</exception>
    public static Task InsertAsync(SqlSession session, AgentRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            insert into agents ({Columns}) values
            (@Id, @WorkspaceId, @BuildId, @Name, @IsDefault, @IsExternal, @BootId, @Address, @SeenFrom, @AgentVersion, @Startup, @DialKey, @TokenId, @CreatedAt, @FirstSeenAt, @LastSeenAt,
             @RetiredAt, @RetiredReason, @Changed)
            """,
            row,
            cancellationToken);

    /// <summary>Notes signs of life of agents that are not retired, by the clock of the database.</summary>
    public static async Task TouchAsync(SqlSession session, IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        // In one order, so that nobody waits in a circle.
        foreach (var some in ids.Order().Chunk(MostIds))
        {
            var parameters = new DynamicParameters();
            var list = IdList.Add(parameters, "a", some);
            await session.QueryAsync<string>($"select id from agents where id in {list} order by id {session.ForUpdate}", parameters, cancellationToken);
            await session.ExecuteAsync($"update agents set last_seen_at = {session.Now} where id in {list} and retired_at is null and last_seen_at is not null", parameters, cancellationToken);
        }
    }

    /// <summary>Retires the agents of all builds of the workspace below <paramref name="number"/>. Returns those that were not retired before, sorted by id.</summary>
    public static Task<IReadOnlyList<AgentRow>> RetireBelowAsync(SqlSession session, Guid workspaceId, long number, string reason, DateTimeOffset now, CancellationToken cancellationToken) =>
        RetireAsync(
            session, "workspace_id = @workspaceId and build_id in (select id from workspace_builds where workspace_id = @workspaceId and number < @number)", new { workspaceId, number, reason, now }, cancellationToken);

    /// <summary>Retires the agents of a build. Returns those that were not retired before, sorted by id.</summary>
    public static Task<IReadOnlyList<AgentRow>> RetireBuildAsync(SqlSession session, Guid buildId, string reason, DateTimeOffset now, CancellationToken cancellationToken) =>
        RetireAsync(session, "build_id = @buildId", new { buildId, reason, now }, cancellationToken);

    /// <summary>Retires the agents of a workspace. Returns those that were not retired before, sorted by id.</summary>
    public static Task<IReadOnlyList<AgentRow>> RetireWorkspaceAsync(SqlSession session, Guid workspaceId, string reason, DateTimeOffset now, CancellationToken cancellationToken) =>
        RetireAsync(session, "workspace_id = @workspaceId", new { workspaceId, reason, now }, cancellationToken);

    /// <summary>Retires the agents whose last registration was with a token. Returns those that were not retired before, sorted by id.</summary>
    public static Task<IReadOnlyList<AgentRow>> RetireTokenAsync(SqlSession session, Guid workspaceId, Guid tokenId, string reason, DateTimeOffset now, CancellationToken cancellationToken) =>
        RetireAsync(session, "workspace_id = @workspaceId and token_id = @tokenId", new { workspaceId, tokenId, reason, now }, cancellationToken);

    /// <summary>Retires what was expected to register with a token under another name than <paramref name="name"/>, and never did. Returns those, sorted by id.</summary>
    public static Task<IReadOnlyList<AgentRow>> RetireExpectedAsync(SqlSession session, Guid workspaceId, Guid tokenId, string name, DateTimeOffset now, CancellationToken cancellationToken) =>
        RetireAsync(
            session,
            "workspace_id = @workspaceId and token_id = @tokenId and name <> @name and first_seen_at is null",
            new { workspaceId, tokenId, name, reason = RetiredReasons.Renamed, now },
            cancellationToken);

    /// <summary>Writes the version of the stream with which an agent changed.</summary>
    public static Task MarkAsync(SqlSession session, Guid id, long version, CancellationToken cancellationToken) =>
        session.ExecuteAsync("update agents set changed = @version where id = @id", new { id, version }, cancellationToken);

    private static async Task<IReadOnlyList<AgentRow>> RetireAsync(SqlSession session, string which, object parameters, CancellationToken cancellationToken)
    {
        // Locked in one order first: signs of life are written without the head's lock.
        await session.QueryAsync<string>($"select id from agents where {which} and retired_at is null order by id {session.ForUpdate}", parameters, cancellationToken);
        var retired = await session.QueryAsync<AgentRow>(
            $"update agents set retired_at = @now, retired_reason = @reason where {which} and retired_at is null returning {Columns}", parameters, cancellationToken);
        return [.. retired.OrderBy(row => row.Id)];
    }
}
