using System.Security.Cryptography;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Secrets;

/// <summary>
/// Re-seals every sealed value by the ring's first key while the system runs. Nothing is remembered between batches: what is left to do is what still names another key,
/// so a rotation that was killed is simply started again. A value is replaced only if it is still the one that was read; a concurrent change wins and is seen by the next pass.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="sealer">Has the keys; the first is the one to rotate to.</param>
/// <param name="columns">The columns, <see cref="SealedColumns.All"/> by default.</param>
public sealed class SecretRotation(Database database, SecretSealer sealer, IReadOnlyList<SealedColumn>? columns = null)
{
    /// <summary>What <see cref="SecretKeyUse.KeyId"/> says for erased values.</summary>
    public const string Erased = "erased";

    private const int Batch = 100;
    private const int MaxPasses = 50;

    private readonly IReadOnlyList<SealedColumn> _columns = columns ?? SealedColumns.All;

    /// <summary>Counts values per column and sealing key. A key with a count is not to be retired; one that is not in the ring makes its values unreadable.</summary>
    public Task<IReadOnlyList<SecretKeyUse>> StatusAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<SecretKeyUse>>(
            async (session, token) =>
            {
                var uses = new List<SecretKeyUse>();
                foreach (var column in _columns)
                {
                    var counts = await session.QueryAsync<KeyCount>(
                        $"""
                        select substr({column.Column}, 2, {SecretKeyRing.KeyIdBytes}) as key_id, count(*) as count
                        from {column.Table} where {column.Column} is not null group by 1 order by 1
                        """,
                        null,
                        token);
                    uses.AddRange(counts.Select(count => Use(column, count)));
                }

                return uses;
            },
            cancellationToken);

    /// <summary>Re-seals until no value that can be opened names another key than the first. Safe to run on several nodes at once and to break off at any moment.</summary>
    public async Task<RotationResult> RotateAsync(CancellationToken cancellationToken)
    {
        var total = new RotationResult(0, 0, 0);
        foreach (var column in _columns)
        {
            var result = await RotateAsync(column, cancellationToken);
            total = new RotationResult(total.Changed + result.Changed, total.Unreadable + result.Unreadable, total.Remaining + result.Remaining);
        }

        return total;
    }

    /// <summary>
    /// Erases the values that no key of this node opens: they become empty and their objects stay in error until they are given a new secret.
    /// <paramref name="record"/> is called in the transaction of each erasure with what it erased, to make the change known and audited. Returns how many went.
    /// </summary>
    public async Task<long> EraseAsync(Func<SqlSession, IReadOnlyList<SealedValueId>, CancellationToken, Task> record, CancellationToken cancellationToken)
    {
        long erased = 0;
        foreach (var column in _columns)
        {
            for (string after = "", next; ; after = next)
            {
                var start = after;
                var rows = await database.ReadAsync((session, token) => PageAsync(session, column, "", start, Batch, "", token), cancellationToken);
                var unreadable = rows.Where(row => !Opens(column, row)).ToArray();
                if (unreadable.Length > 0)
                {
                    erased += await database.WriteAsync((session, token) => EraseAsync(session, column, unreadable, record, token), cancellationToken);
                }

                if (rows.Count < Batch)
                {
                    break;
                }

                next = rows[^1].Id;
            }
        }

        return erased;
    }

    private async Task<RotationResult> RotateAsync(SealedColumn column, CancellationToken cancellationToken)
    {
        long changed = 0;
        var pass = new Pass(0, 0);
        for (var count = 0; count < MaxPasses; count++)
        {
            // Rows that somebody else holds are left out: waiting for one row while holding others is how two transactions deadlock, and a caller's change must not fail
            // because of a rotation. When nothing but such rows is left, they are waited for one at a time.
            pass = count > 0 && pass.Changed == 0
                ? await PatientPassAsync(column, cancellationToken)
                : await PassAsync(column, cancellationToken);
            changed += pass.Changed;
            var left = await database.ReadAsync((session, token) => CountOthersAsync(session, column, token), cancellationToken);
            if (left <= pass.Unreadable)
            {
                return new RotationResult(changed, pass.Unreadable, 0);
            }
        }

        var remaining = await database.ReadAsync((session, token) => CountOthersAsync(session, column, token), cancellationToken);
        return new RotationResult(changed, pass.Unreadable, Math.Max(0, remaining - pass.Unreadable));
    }

    private async Task<Pass> PassAsync(SealedColumn column, CancellationToken cancellationToken)
    {
        var total = new Pass(0, 0);
        for (var after = ""; ;)
        {
            var start = after;
            var (rows, batch) = await database.WriteAsync(
                async (session, token) =>
                {
                    var found = await PageAsync(session, column, OtherKey(column), start, Batch, session.ForUpdateSkipLocked, token);
                    return (found, await RewrapAsync(session, column, found, token));
                },
                cancellationToken);
            total += batch;
            if (rows.Count < Batch)
            {
                return total;
            }

            after = rows[^1].Id;
        }
    }

    private async Task<Pass> PatientPassAsync(SealedColumn column, CancellationToken cancellationToken)
    {
        var total = new Pass(0, 0);
        for (var after = ""; ;)
        {
            var start = after;
            var rows = await database.ReadAsync((session, token) => PageAsync(session, column, OtherKey(column), start, Batch, "", token), cancellationToken);
            foreach (var row in rows)
            {
                // The comparison with the value that was read decides, so a change that was waited for wins. A search that locks what it finds would not do: it keeps
                // the lock on a row that turns out not to fit any more and goes on to the next.
                total += await database.WriteAsync((session, token) => RewrapAsync(session, column, [row], token), cancellationToken);
            }

            if (rows.Count < Batch)
            {
                return total;
            }

            after = rows[^1].Id;
        }
    }

    private async Task<Pass> RewrapAsync(SqlSession session, SealedColumn column, IReadOnlyList<SealedRow> rows, CancellationToken cancellationToken)
    {
        long changed = 0, unreadable = 0;
        foreach (var row in rows)
        {
            if (!Guid.TryParse(row.Id, out var id) || !sealer.TryRewrap(column.Table, column.Column, id, row.Value, out var rewrapped))
            {
                unreadable++;
                continue;
            }

            changed += await ReplaceAsync(session, column, row, rewrapped, cancellationToken);
        }

        return new Pass(changed, unreadable);
    }

    private static async Task<long> EraseAsync(
        SqlSession session, SealedColumn column, SealedRow[] rows, Func<SqlSession, IReadOnlyList<SealedValueId>, CancellationToken, Task> record, CancellationToken cancellationToken)
    {
        var erased = new List<SealedValueId>();
        foreach (var row in rows)
        {
            if (await ReplaceAsync(session, column, row, [], cancellationToken) > 0)
            {
                erased.Add(new SealedValueId(column, Guid.Parse(row.Id)));
            }
        }

        if (erased.Count > 0)
        {
            await record(session, erased, cancellationToken);
        }

        return erased.Count;
    }

    private bool Opens(SealedColumn column, SealedRow row)
    {
        if (!Guid.TryParse(row.Id, out var id) || !sealer.TryOpenBytes(column.Table, column.Column, id, row.Value, out var plaintext))
        {
            return false;
        }

        CryptographicOperations.ZeroMemory(plaintext);
        return true;
    }

    private Task<IReadOnlyList<SealedRow>> PageAsync(
        SqlSession session, SealedColumn column, string condition, string after, int limit, string suffix, CancellationToken cancellationToken) =>
        session.QueryAsync<SealedRow>(
            $"""
            select {column.IdColumn} as id, {column.Column} as value from {column.Table}
            where {column.Column} is not null and length({column.Column}) > 0 {condition} and {column.IdColumn} > @after
            order by {column.IdColumn} limit @limit {suffix}
            """,
            new { after, limit, current = sealer.Ring.SealingKeyIdBytes.ToArray() },
            cancellationToken);

    private Task<long> CountOthersAsync(SqlSession session, SealedColumn column, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<long>(
            $"select count(*) from {column.Table} where {column.Column} is not null and length({column.Column}) > 0 {OtherKey(column)}",
            new { current = sealer.Ring.SealingKeyIdBytes.ToArray() },
            cancellationToken);

    private static string OtherKey(SealedColumn column) => $"and substr({column.Column}, 2, {SecretKeyRing.KeyIdBytes}) <> @current";

    private static Task<int> ReplaceAsync(SqlSession session, SealedColumn column, SealedRow row, byte[] value, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"update {column.Table} set {column.Column} = @value where {column.IdColumn} = @Id and {column.Column} = @old",
            new { row.Id, old = row.Value, value },
            cancellationToken);

    private SecretKeyUse Use(SealedColumn column, KeyCount count)
    {
        var id = count.KeyId is { Length: > 0 } ? Convert.ToHexStringLower(count.KeyId) : Erased;
        return new SecretKeyUse(column, id, count.Count, sealer.Ring.Contains(id), sealer.Ring.SealingKeyId == id);
    }

    private readonly record struct Pass(long Changed, long Unreadable)
    {
        public static Pass operator +(Pass one, Pass two) => new(one.Changed + two.Changed, one.Unreadable + two.Unreadable);
    }

    private sealed record KeyCount
    {
        public byte[]? KeyId { get; init; }

        public required long Count { get; init; }
    }

    private sealed record SealedRow
    {
        public required string Id { get; init; }

        public required byte[] Value { get; init; }
    }
}
