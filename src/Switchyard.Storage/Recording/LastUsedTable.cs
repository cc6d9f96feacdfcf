using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Recording;

/// <summary>When keys were used last. At most a minute late.</summary>
public static class LastUsedTable
{
    private static readonly BulkInsert<Row> Insert = new(
        "last_used",
        "on conflict (kind, id) do update set used_at = excluded.used_at where last_used.used_at < excluded.used_at",
        new("kind", row => row.Kind),
        new("id", row => row.Id),
        new("used_at", row => row.UsedAt));

    /// <summary>Notes uses; an earlier one than is noted changes nothing.</summary>
    public static Task TouchAsync(SqlSession session, IEnumerable<KeyValuePair<(LastUsedKind Kind, Guid Id), DateTimeOffset>> uses, CancellationToken cancellationToken) =>
        Insert.ExecuteAsync(
            session,
            [
                .. uses.Select(use => new Row(TextOf(use.Key.Kind), use.Key.Id.ToString("D"), use.Value))
                    .OrderBy(row => row.Kind, StringComparer.Ordinal).ThenBy(row => row.Id, StringComparer.Ordinal),
            ],
            cancellationToken);

    /// <summary>When each key of <paramref name="kind"/> was used last; keys never used are not in it.</summary>
    public static async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> ListAsync(SqlSession session, LastUsedKind kind, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync<Row>("select kind, id, used_at from last_used where kind = @kind", new { kind = TextOf(kind) }, cancellationToken);
        return rows.ToDictionary(row => Guid.ParseExact(row.Id, "D"), row => row.UsedAt);
    }

    /// <summary>When the key <paramref name="id"/> was used last, or null.</summary>
    public static async Task<DateTimeOffset?> FindAsync(SqlSession session, LastUsedKind kind, Guid id, CancellationToken cancellationToken)
    {
        var row = await session.QueryFirstAsync<Row?>(
            "select kind, id, used_at from last_used where kind = @kind and id = @id", new { kind = TextOf(kind), id = id.ToString("D") }, cancellationToken);
        return row?.UsedAt;
    }

    private static string TextOf(LastUsedKind kind) => kind switch
    {
        LastUsedKind.AccessKey => "access_key",
        LastUsedKind.ProviderKey => "provider_key",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private sealed record Row(string Kind, string Id, DateTimeOffset UsedAt);
}
