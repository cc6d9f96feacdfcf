using System.Globalization;
using Dapper;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Tools;

/// <summary>What is kept of loops of tools until a client comes back for it.</summary>
public static class KeptToolTable
{
    /// <summary>Puts a row there; one of the same user and key goes.</summary>
    public static async Task PutAsync(SqlSession session, KeptToolRow row, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync("delete from kept_tools where user_id = @UserId and kept_key = @KeptKey", row, cancellationToken);
        await session.ExecuteAsync(
            "insert into kept_tools (id, user_id, kept_key, sealed, expires_at) values (@Id, @UserId, @KeptKey, @Sealed, @ExpiresAt) on conflict (user_id, kept_key) do nothing",
            row,
            cancellationToken);
    }

    /// <summary>The rows of a user under <paramref name="keys"/> that have not expired at <paramref name="now"/>.</summary>
    public static async Task<IReadOnlyList<KeptToolRow>> FindAsync(SqlSession session, Guid userId, IReadOnlyCollection<string> keys, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return [];
        }

        var parameters = new DynamicParameters(new { userId, now });
        var names = new List<string>(keys.Count);
        foreach (var key in keys)
        {
            var name = "k" + names.Count.ToString(CultureInfo.InvariantCulture);
            parameters.Add(name, key);
            names.Add("@" + name);
        }

        return await session.QueryAsync<KeptToolRow>(
            $"select id, user_id, kept_key, sealed, expires_at from kept_tools where user_id = @userId and kept_key in ({string.Join(", ", names)}) and expires_at > @now",
            parameters,
            cancellationToken);
    }

    /// <summary>Deletes up to <paramref name="limit"/> rows that have expired at <paramref name="now"/>. Returns how many.</summary>
    public static Task<int> DeleteExpiredAsync(SqlSession session, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "delete from kept_tools where id in (select id from kept_tools where expires_at <= @now order by expires_at limit @limit)", new { now, limit }, cancellationToken);
}
