using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Idempotency;

/// <summary>
/// Idempotency keys. Reservation, effect and answer are written in one transaction: a key is there exactly when its effect is, also when the connection was cut after the commit.
/// </summary>
public static class IdempotencyTable
{
    /// <summary>How long a key is remembered.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private const string Table = "idempotency_keys";
    private const string Column = "answer_sealed";
    private const string Columns = "id, actor, idempotency_key, route, body_hash, status, answer_sealed, created_at";

    /// <summary>
    /// Reserves the key of <paramref name="row"/> first in the transaction of its effect. Null when this is the first use: go on, then <see cref="StoreAnswerAsync"/>.
    /// Otherwise the row of the first use. A concurrent use of the same key is waited for.
    /// </summary>
    /// <exception cref="DatabaseBusyException">Others kept taking and dropping the same key.</exception>
    public static async Task<IdempotencyRow?> ReserveAsync(SqlSession session, IdempotencyRow row, CancellationToken cancellationToken)
    {
        // A key that expired but was not swept yet counts as absent. Should a sweep take it between two of these statements, the next round finds it so.
        for (var round = 0; round < 3; round++)
        {
            await session.ExecuteAsync(
                "delete from idempotency_keys where actor = @Actor and idempotency_key = @IdempotencyKey and created_at < @Oldest",
                new { row.Actor, row.IdempotencyKey, Oldest = row.CreatedAt - Lifetime },
                cancellationToken);
            var inserted = await session.ExecuteAsync(
                $"""
                insert into idempotency_keys ({Columns}) values (@Id, @Actor, @IdempotencyKey, @Route, @BodyHash, @Status, @AnswerSealed, @CreatedAt)
                on conflict (actor, idempotency_key) do nothing
                """,
                row,
                cancellationToken);
            if (inserted > 0)
            {
                return null;
            }

            if (await FindAsync(session, row.Actor, row.IdempotencyKey, row.CreatedAt, cancellationToken) is { } first)
            {
                return first;
            }
        }

        throw new DatabaseBusyException("The idempotency key is being taken and dropped by others.");
    }

    /// <summary>The first use of a key that is not expired at <paramref name="now"/>, or null.</summary>
    public static Task<IdempotencyRow?> FindAsync(SqlSession session, string actor, string key, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<IdempotencyRow>(
            $"select {Columns} from idempotency_keys where actor = @actor and idempotency_key = @key and created_at >= @oldest",
            new { actor, key, oldest = now - Lifetime },
            cancellationToken);

    /// <summary>Stores the answer of the reserved row <paramref name="id"/>, sealed.</summary>
    public static Task StoreAnswerAsync(SqlSession session, SecretSealer sealer, Guid id, int status, string answer, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "update idempotency_keys set status = @status, answer_sealed = @answer where id = @id",
            new { id, status, answer = sealer.Seal(Table, Column, id, answer) },
            cancellationToken);

    /// <summary>Opens the stored answer; false when there is none or no key opens it.</summary>
    public static bool TryOpenAnswer(SecretSealer sealer, IdempotencyRow row, out string? answer)
    {
        answer = null;
        return row.AnswerSealed is not null && sealer.TryOpen(Table, Column, row.Id, row.AnswerSealed, out answer);
    }

    /// <summary>Forgets up to <paramref name="limit"/> keys that are expired at <paramref name="now"/>. Returns how many.</summary>
    public static Task<int> DeleteExpiredAsync(SqlSession session, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            "delete from idempotency_keys where id in (select id from idempotency_keys where created_at < @oldest order by created_at limit @limit)",
            new { oldest = now - Lifetime, limit },
            cancellationToken);
}
