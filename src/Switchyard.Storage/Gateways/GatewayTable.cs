using Dapper;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Gateways;

/// <summary>Gateways. A change locks the gateway's row first (<see cref="LockAsync"/>), then what belongs to it, the streams last.</summary>
public static class GatewayTable
{
    private const string Columns = "id, name, display_name, labels_json, enabled, version, created_at, updated_at, deleted_at";

    /// <summary>All that are not deleted, sorted by name.</summary>
    public static Task<IReadOnlyList<GatewayRow>> ListAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<GatewayRow>($"select {Columns} from gateways where deleted_at is null order by name", null, cancellationToken);

    /// <summary>The one with this id or, if none has it, this name; null when there is none or it is deleted.</summary>
    public static Task<GatewayRow?> FindAsync(SqlSession session, string idOrName, CancellationToken cancellationToken) =>
        FindAsync(session, idOrName, "", cancellationToken);

    /// <summary>As <see cref="FindAsync(SqlSession, string, CancellationToken)"/>, and keeps every other writer from the row until commit.</summary>
    public static Task<GatewayRow?> LockAsync(SqlSession session, string idOrName, CancellationToken cancellationToken) =>
        FindAsync(session, idOrName, session.ForUpdate, cancellationToken);

    /// <summary>The gateway <paramref name="id"/>, deleted or not; null when it is not there.</summary>
    public static Task<GatewayRow?> FindEvenDeletedAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<GatewayRow>($"select {Columns} from gateways where id = @id", new { id }, cancellationToken);

    /// <summary>The gateway <paramref name="id"/>, deleted or not, kept from every other writer until commit.</summary>
    public static Task<GatewayRow?> LockEvenDeletedAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<GatewayRow>($"select {Columns} from gateways where id = @id {session.ForUpdate}", new { id }, cancellationToken);

    /// <summary>Keeps gateways from being deleted until commit. What is written for them afterwards is not left behind by a deletion at the same time.</summary>
    public static Task KeepAsync(SqlSession session, IEnumerable<Guid> ids, CancellationToken cancellationToken)
    {
        // In one order, so that nobody waits in a circle.
        var parameters = new DynamicParameters();
        var list = IdList.Add(parameters, "g", [.. ids.Distinct()]);
        return session.QueryAsync<string>($"select name from gateways where id in {list} order by id {session.ForKeyShare}", parameters, cancellationToken);
    }

    /// <summary>Adds <paramref name="row"/> as it is.</summary>
    /// <exception cref="UniqueConflictException">A live gateway has the name.</exception>
    public static Task InsertAsync(SqlSession session, GatewayRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"insert into gateways ({Columns}) values (@Id, @Name, @DisplayName, @LabelsJson, @Enabled, @Version, @CreatedAt, @UpdatedAt, @DeletedAt)", row, cancellationToken);

    /// <summary>Writes name, display name, labels and enabled if the row still has the version of <paramref name="row"/>. Returns the new version, or null when nothing was written.</summary>
    /// <exception cref="UniqueConflictException">Another live gateway has the name.</exception>
    public static Task<long?> UpdateAsync(SqlSession session, GatewayRow row, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<long?>(
            """
            update gateways set name = @Name, display_name = @DisplayName, labels_json = @LabelsJson, enabled = @Enabled, updated_at = @UpdatedAt, version = version + 1
            where id = @Id and version = @Version and deleted_at is null returning version
            """,
            row,
            cancellationToken);

    /// <summary>
    /// Deletes it if it still has <paramref name="version"/>: instances, connections, deliveries and lost ranges go, its tokens are revoked, its name is free.
    /// False when it was changed or deleted meanwhile.
    /// </summary>
    public static async Task<bool> DeleteAsync(SqlSession session, Guid id, long version, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var deleted = await session.ExecuteAsync(
            "update gateways set deleted_at = @now, updated_at = @now, enabled = false, version = version + 1 where id = @id and version = @version and deleted_at is null",
            new { id, version, now },
            cancellationToken);
        if (deleted == 0)
        {
            return false;
        }

        await session.ExecuteAsync("update gateway_tokens set revoked_at = coalesce(revoked_at, @now) where gateway_id = @id", new { id, now }, cancellationToken);
        foreach (var table in (string[])["gateway_lost_ranges", "gateway_deliveries", "gateway_connections", "gateway_instances"])
        {
            await session.ExecuteAsync($"delete from {table} where gateway_id = @id", new { id }, cancellationToken);
        }

        return true;
    }

    /// <summary>Forgets gateways and their tokens that were deleted before <paramref name="before"/>. Returns how many gateways.</summary>
    public static async Task<int> ForgetAsync(SqlSession session, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync("delete from gateway_tokens where gateway_id in (select id from gateways where deleted_at < @before)", new { before }, cancellationToken);
        return await session.ExecuteAsync("delete from gateways where deleted_at < @before", new { before }, cancellationToken);
    }

    private static Task<GatewayRow?> FindAsync(SqlSession session, string idOrName, string suffix, CancellationToken cancellationToken)
    {
        // A name may look like an id; the id wins.
        var isId = Guid.TryParseExact(idOrName, "D", out var id);
        return session.QueryFirstAsync<GatewayRow>(
            $"""
            select {Columns} from gateways where deleted_at is null and (id = @id or name = @idOrName)
            order by case when id = @id then 0 else 1 end limit 1 {suffix}
            """,
            new { id = isId ? id : (Guid?)null, idOrName },
            cancellationToken);
    }
}
