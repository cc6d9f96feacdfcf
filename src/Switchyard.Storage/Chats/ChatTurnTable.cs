using System.Globalization;
using Dapper;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Chats;

/// <summary>Turns of chats: leases by the clock of the database, and writes that only the holder of the lease can do (<see cref="TurnFence"/>).</summary>
public static class ChatTurnTable
{
    /// <summary>Most turns of one statement, well below what either database takes.</summary>
    private const int MostTurns = 500;

    /// <summary>
    /// Begins the next turn of a chat as <paramref name="node"/>, and says that the chat was changed. Returns its number, or null when a turn runs whose lease is not over, or the chat is not there. A turn whose lease
    /// is over is passed by; its node can write nothing more.
    /// </summary>
    public static Task<long?> BeginAsync(SqlSession session, Guid chatId, Guid node, TimeSpan lease, DateTimeOffset now, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<long?>(
            $"""
            update chats set turn_number = turn_number + 1, turn_state = 'running', turn_node = @node, turn_lease_until = {session.Now} + @lease, turn_cancel = false, updated_at = @now
            where id = @chatId and deleted_at is null and (turn_state <> 'running' or turn_lease_until <= {session.Now}) returning turn_number
            """,
            new { chatId, node, lease = (long)lease.TotalMilliseconds, now },
            cancellationToken);

    /// <summary>Renews the leases of turns that are still the node's, and returns those. The others are lost: nothing more can be written for them.</summary>
    public static async Task<IReadOnlyList<TurnRow>> RenewAsync(SqlSession session, Guid node, IReadOnlyCollection<TurnRow> turns, TimeSpan lease, CancellationToken cancellationToken)
    {
        var owned = new List<TurnRow>(turns.Count);
        foreach (var some in turns.OrderBy(turn => turn.ChatId).Chunk(MostTurns))
        {
            var parameters = new DynamicParameters(new { node, lease = (long)lease.TotalMilliseconds });
            var which = $"({Any(parameters, some)}) and {Held(session)}";

            // Locked in one order first: repairs of bindings take several chats at once, too.
            await session.QueryAsync<string>($"select id from chats where {which} order by id {session.ForUpdate}", parameters, cancellationToken);
            owned.AddRange(await session.QueryAsync<TurnRow>(
                $"update chats set turn_lease_until = {session.Now} + @lease where {which} returning id as chat_id, turn_number as turn", parameters, cancellationToken));
        }

        return owned;
    }

    /// <summary>
    /// Writes a message of the turn: a new one, or over the one with its id, as when a partial one is whole. False, and nothing written, when the turn is lost.
    /// </summary>
    /// <exception cref="UniqueConflictException">The turn has another message at this position.</exception>
    public static async Task<bool> AppendAsync(SqlSession session, TurnFence fence, ChatMessageRow message, CancellationToken cancellationToken)
    {
        if (!await HoldAsync(session, fence, cancellationToken))
        {
            return false;
        }

        await ChatMessageTable.PutAsync(session, message with { ChatId = fence.ChatId, Turn = fence.Turn }, cancellationToken);
        return true;
    }

    /// <summary>
    /// Ends the turn with <paramref name="state"/>, and says that the chat was changed. The row goes on naming the node, which has the turn's events for a while. False, and nothing written, when the turn is lost.
    /// </summary>
    public static async Task<bool> EndAsync(SqlSession session, TurnFence fence, string state, DateTimeOffset now, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            $"""
            update chats set turn_state = @state, turn_lease_until = null, turn_cancel = false, updated_at = @now
            where id = @chatId and turn_number = @turn and {Held(session)}
            """,
            new { chatId = fence.ChatId, turn = fence.Turn, node = fence.Node, state, now },
            cancellationToken) > 0;

    /// <summary>Whether the turn is still the node's; if so, it stays so until commit.</summary>
    public static async Task<bool> HoldAsync(SqlSession session, TurnFence fence, CancellationToken cancellationToken) =>
        await session.QueryFirstAsync<string>(
            $"select id from chats where id = @chatId and turn_number = @turn and {Held(session)} {session.ForUpdate}",
            new { chatId = fence.ChatId, turn = fence.Turn, node = fence.Node },
            cancellationToken) is not null;

    /// <summary>Asks for the end of the turn that runs. Returns its number, or null when none runs.</summary>
    public static Task<long?> AskCancelAsync(SqlSession session, Guid chatId, CancellationToken cancellationToken) =>
        session.QueryFirstAsync<long?>(
            "update chats set turn_cancel = true where id = @chatId and turn_state = 'running' and deleted_at is null returning turn_number", new { chatId }, cancellationToken);

    /// <summary>The turns of a node whose end was asked for, or whose chat was deleted.</summary>
    public static Task<IReadOnlyList<TurnRow>> ListCancelledAsync(SqlSession session, Guid node, CancellationToken cancellationToken) =>
        session.QueryAsync<TurnRow>(
            "select id as chat_id, turn_number as turn from chats where turn_node = @node and turn_state = 'running' and (turn_cancel or deleted_at is not null) order by id", new { node }, cancellationToken);

    /// <summary>Marks up to <paramref name="limit"/> turns whose lease is over as interrupted, and returns them. What they had stays; their messages that were not whole stay partial.</summary>
    public static Task<IReadOnlyList<TurnRow>> InterruptAsync(SqlSession session, DateTimeOffset now, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<TurnRow>(
            $"""
            update chats set turn_state = 'interrupted', turn_node = null, turn_lease_until = null, turn_cancel = false, updated_at = @now
            where id in (select id from chats where turn_state = 'running' and turn_lease_until <= {session.Now} order by id limit @limit {session.ForUpdateSkipLocked})
            returning id as chat_id, turn_number as turn
            """,
            new { now, limit },
            cancellationToken);

    private static string Held(SqlSession session) => $"turn_node = @node and turn_state = 'running' and turn_lease_until > {session.Now} and deleted_at is null";

    private static string Any(DynamicParameters parameters, IReadOnlyCollection<TurnRow> turns)
    {
        var pairs = new List<string>(turns.Count);
        foreach (var turn in turns)
        {
            var suffix = pairs.Count.ToString(CultureInfo.InvariantCulture);
            parameters.Add("c" + suffix, turn.ChatId);
            parameters.Add("t" + suffix, turn.Turn);
            pairs.Add($"(id = @c{suffix} and turn_number = @t{suffix})");
        }

        return string.Join(" or ", pairs);
    }
}
