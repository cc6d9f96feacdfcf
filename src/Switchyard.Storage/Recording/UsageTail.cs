using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Recording;

/// <summary>
/// Ended interceptions in an order that a reader can go on in from where it stopped and miss none.
/// </summary>
/// <remarks>
/// Those who write usage take no lock that would put their commits in order, and a number that is drawn at the insert becomes visible at the commit, whenever that is. So a row's position is the number of its
/// transaction, and nothing is read that is not below all open transactions: a row that is not visible yet has a position that no reader has passed. What a row ends with is there once; one that is corrected
/// (an aborted interception that did end after all) gets a new position and comes again. docs/decisions/0039-tails-wait-for-the-oldest-transaction.md tells the rest.
/// </remarks>
public static class UsageTail
{
    /// <summary>The epoch and the end, of the instant of <paramref name="session"/>'s transaction, whose other reads have to be in the same one.</summary>
    /// <exception cref="SchemaException">The database was never migrated.</exception>
    public static async Task<UsageTailMoment> MomentAsync(SqlSession session, CancellationToken cancellationToken) =>
        await session.QueryFirstAsync<Moment>($"select value as epoch, {session.UsageTailEnd} as tail_end from epoch", null, cancellationToken) is { } moment
            ? new UsageTailMoment(moment.Epoch, moment.TailEnd)
            : throw new SchemaException("The database has no epoch; migrate it first.");

    /// <summary>Where <see cref="SqlSession.GivesTailPositions"/>: the position of all that a transaction ends.</summary>
    internal const string Next = "(select last + 1 from usage_tail)";

    /// <summary>Moves on behind what the transaction wrote at <see cref="Next"/>.</summary>
    internal static Task AdvanceAsync(SqlSession session, CancellationToken cancellationToken) => session.ExecuteAsync("update usage_tail set last = last + 1", null, cancellationToken);

    /// <summary>At most <paramref name="limit"/> rows after <paramref name="after"/> and below <paramref name="end"/>, in the tail's order.</summary>
    public static Task<IReadOnlyList<InterceptionRow>> ReadAsync(SqlSession session, UsagePosition after, long end, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<InterceptionRow>(PageSql, new { after.Position, after.Id, end, limit }, cancellationToken);

    /// <summary>The statement of a page, which the index on the tail answers.</summary>
    internal const string PageSql =
        $"""
        select {InterceptionColumns.Names}, tail_position from interceptions
        where status <> 'running' and (tail_position, id) > (@Position, @Id) and tail_position < @end
        order by tail_position, id limit @limit
        """;

    private sealed record Moment
    {
        public required Guid Epoch { get; init; }

        public required long TailEnd { get; init; }
    }
}
