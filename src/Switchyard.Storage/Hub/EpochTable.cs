using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Hub;

/// <summary>The identity of the line of versions in this database: one row, made with the schema. Versions of different epochs can not be compared.</summary>
public static class EpochTable
{
    /// <summary>The epoch.</summary>
    /// <exception cref="SchemaException">The database was never migrated.</exception>
    public static async Task<Guid> GetAsync(SqlSession session, CancellationToken cancellationToken) =>
        await session.QueryFirstAsync<Guid?>("select value from epoch", null, cancellationToken)
        ?? throw new SchemaException("The database has no epoch; migrate it first.");

    /// <summary>Begins a new epoch, as after a restore: every node reads everything anew.</summary>
    public static Task<Guid> RenewAsync(SqlSession session, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<Guid>("update epoch set value = @value, began_at = @now returning value", new { value = Guid.CreateVersion7(now), now }, cancellationToken);

    /// <summary>As <see cref="RenewAsync"/>, but only if <paramref name="known"/> is the epoch still: of several nodes that find a restore at once, one does it. Returns whether it was this one.</summary>
    public static async Task<bool> TryRenewAsync(SqlSession session, Guid known, DateTimeOffset now, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            "update epoch set value = @value, began_at = @now where value = @known", new { value = Guid.CreateVersion7(now), now, known }, cancellationToken) > 0;

    /// <summary>Makes the first epoch when there is none.</summary>
    internal static Task EnsureAsync(SqlSession session, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "insert into epoch (id, value, began_at) values (1, @value, @now) on conflict (id) do nothing", new { value = Guid.CreateVersion7(now), now }, cancellationToken);
}
