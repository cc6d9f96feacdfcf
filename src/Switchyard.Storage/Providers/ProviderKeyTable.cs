using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Providers;

/// <summary>Keys of providers. Callers hold the provider's row (<see cref="ProviderTable.LockAsync"/>) while they change its keys.</summary>
public static class ProviderKeyTable
{
    private const string Columns = "id, provider_id, label, position, enabled, masked, sealed, version, created_at, reset_at";

    /// <summary>All keys, ordered by provider and position.</summary>
    public static Task<IReadOnlyList<ProviderKeyRow>> ListAsync(SqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync<ProviderKeyRow>($"select {Columns} from provider_keys order by provider_id, position", null, cancellationToken);

    /// <summary>The keys of one provider in failover order.</summary>
    public static Task<IReadOnlyList<ProviderKeyRow>> ListAsync(SqlSession session, Guid providerId, CancellationToken cancellationToken) =>
        session.QueryAsync<ProviderKeyRow>(
            $"select {Columns} from provider_keys where provider_id = @providerId order by position", new { providerId }, cancellationToken);

    /// <summary>Adds <paramref name="row"/> as it is.</summary>
    /// <exception cref="UniqueConflictException">Its position is taken.</exception>
    public static Task InsertAsync(SqlSession session, ProviderKeyRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"insert into provider_keys ({Columns}) values (@Id, @ProviderId, @Label, @Position, @Enabled, @Masked, @Sealed, @Version, @CreatedAt, @ResetAt)",
            row,
            cancellationToken);

    /// <summary>Writes label, enabled and reset time if the row still has the version of <paramref name="row"/>. Returns the new version, or null when nothing was written.</summary>
    public static Task<long?> UpdateAsync(SqlSession session, ProviderKeyRow row, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<long?>(
            "update provider_keys set label = @Label, enabled = @Enabled, reset_at = @ResetAt, version = version + 1 where id = @Id and version = @Version returning version",
            row,
            cancellationToken);

    /// <summary>Deletes the key with its secret. False when it is not there.</summary>
    public static async Task<bool> DeleteAsync(SqlSession session, Guid id, CancellationToken cancellationToken) =>
        await session.ExecuteAsync("delete from provider_keys where id = @id", new { id }, cancellationToken) > 0;

    /// <summary>Gives the keys of a provider the positions 0…n−1 in the order of <paramref name="order"/>, which names each of them once.</summary>
    /// <exception cref="ArgumentException"><paramref name="order"/> does not name each key of the provider exactly once; nothing was written.</exception>
    public static async Task ReorderAsync(SqlSession session, Guid providerId, IReadOnlyList<Guid> order, CancellationToken cancellationToken)
    {
        var keys = await ListAsync(session, providerId, cancellationToken);
        if (order.Count != keys.Count || !keys.Select(key => key.Id).ToHashSet().SetEquals(order))
        {
            throw new ArgumentException("The order must name each key of the provider exactly once.", nameof(order));
        }

        // Positions are unique at every instant, also between two statements: the keys step out of the way into negative numbers first.
        await session.ExecuteAsync("update provider_keys set position = -1 - position where provider_id = @providerId", new { providerId }, cancellationToken);
        var former = keys.ToDictionary(key => key.Id, key => key.Position);
        for (var position = 0; position < order.Count; position++)
        {
            await session.ExecuteAsync(
                "update provider_keys set position = @position, version = version + @moved where id = @id",
                new { id = order[position], position, moved = former[order[position]] == position ? 0L : 1L },
                cancellationToken);
        }
    }
}
