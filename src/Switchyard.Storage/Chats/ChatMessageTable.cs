using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Chats;

/// <summary>What is said in chats. Written by whoever holds the turn (<see cref="ChatTurnTable.AppendAsync"/>).</summary>
public static class ChatMessageTable
{
    private const string Columns = "id, chat_id, turn, position, role, sealed, state, created_at";

    /// <summary>Up to <paramref name="limit"/> messages of a chat after the message at <paramref name="turn"/> and <paramref name="position"/>, in order. All begin after turn 0.</summary>
    public static Task<IReadOnlyList<ChatMessageRow>> ListAsync(SqlSession session, Guid chatId, long turn, int position, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<ChatMessageRow>(
            $"""
            select {Columns} from chat_messages where chat_id = @chatId and (turn > @turn or (turn = @turn and position > @position))
            order by turn, position limit @limit
            """,
            new { chatId, turn, position, limit },
            cancellationToken);

    /// <summary>Up to <paramref name="limit"/> of the newest messages of a chat, in order.</summary>
    public static Task<IReadOnlyList<ChatMessageRow>> ListNewestAsync(SqlSession session, Guid chatId, int limit, CancellationToken cancellationToken) =>
        session.QueryAsync<ChatMessageRow>(
            $"""
            select {Columns} from (select {Columns} from chat_messages where chat_id = @chatId order by turn desc, position desc limit @limit) newest
            order by turn, position
            """,
            new { chatId, limit },
            cancellationToken);

    /// <summary>Adds a message, or writes content and state over the one with its id.</summary>
    /// <exception cref="UniqueConflictException">The turn has another message at this position.</exception>
    internal static Task PutAsync(SqlSession session, ChatMessageRow row, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            insert into chat_messages ({Columns}) values (@Id, @ChatId, @Turn, @Position, @Role, @Sealed, @State, @CreatedAt)
            on conflict (id) do update set sealed = @Sealed, state = @State where chat_messages.chat_id = @ChatId and chat_messages.turn = @Turn
            """,
            row,
            cancellationToken);
}
