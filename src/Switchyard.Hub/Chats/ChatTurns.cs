using Switchyard.Hub.Changes;
using Switchyard.Model.Chats;
using Switchyard.Storage.Chats;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Chats;

/// <summary>
/// Turns of chats over all nodes: one at a time of each chat, held by a lease of the database's clock, and written by its holder only. Each write is one transaction with the events that tell of it; what is said is sealed.
/// </summary>
public sealed class ChatTurns(Database database, SecretSealer sealer, NoticeTeller teller, TimeProvider time)
{
    /// <summary>Most turns that one transaction interrupts.</summary>
    public const int InterruptedAtOnce = 100;

    /// <summary>Stores a message of the chat's owner and begins the turn that answers it, as <paramref name="node"/>: both or neither.</summary>
    /// <param name="userId">The owner; somebody else has no such chat.</param>
    /// <param name="chatId">The chat.</param>
    /// <param name="node">The node that works on it.</param>
    /// <param name="lease">How long it is the node's without a renewal.</param>
    /// <param name="json">What he says, as JSON.</param>
    /// <param name="cancellationToken">Gives up; then nothing was written.</param>
    public Task<BegunTurn> BeginAsync(Guid userId, Guid chatId, Guid node, TimeSpan lease, string json, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            var before = await ChatTable.LockAsync(session, chatId, token);
            if (before is null || before.UserId != userId)
            {
                return new BegunTurn(ChatRefusal.NoChat, null, null, null);
            }

            var now = Now;
            if (await ChatTurnTable.BeginAsync(session, chatId, node, lease, now, token) is not { } turn)
            {
                return new BegunTurn(ChatRefusal.TurnRunning, null, null, null);
            }

            var notices = new Notices();
            if (before.TurnState == TurnStates.NameOf(TurnState.Running))
            {
                // Its node is away, and nobody had said so yet.
                notices.Add(chatId, before.TurnNumber, TurnState.Interrupted);
            }

            var fence = new TurnFence(chatId, turn, node);
            var message = new ChatMessage { Id = Guid.CreateVersion7(now), Turn = turn, Position = 0, Role = ChatRoles.User, Json = json, CreatedAt = now };
            if (!await ChatTurnTable.AppendAsync(session, fence, Row(chatId, message), token))
            {
                throw new InvalidOperationException("A turn was lost while it was begun; its lease is too short.");
            }

            notices.Add(chatId, turn, TurnState.Running);
            var chat = await ChatTable.FindAsync(session, chatId, token);
            var version = await teller.TellAsync(session, notices, isFollowed: false, token);
            return new BegunTurn(ChatRefusal.None, chat, fence, message, version);
        },
        cancellationToken);

    /// <summary>Writes messages of a turn: new ones, or over those with their ids, as when partial ones are whole. False, and nothing written, when the turn is lost.</summary>
    public Task<bool> AppendAsync(TurnFence fence, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken) =>
        database.WriteAsync((session, token) => AppendAsync(session, fence, messages, token), cancellationToken);

    /// <summary>Writes the last messages of a turn and ends it. False, and nothing written, when the turn is lost.</summary>
    public Task<bool> EndAsync(TurnFence fence, TurnState state, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(state, TurnState.Running);
        return database.WriteAsync(
            async (session, token) =>
            {
                if (!await AppendAsync(session, fence, messages, token) || !await ChatTurnTable.EndAsync(session, fence, TurnStates.NameOf(state), Now, token))
                {
                    return false;
                }

                var notices = new Notices();
                notices.Add(fence.ChatId, fence.Turn, state);
                await teller.TellAsync(session, notices, isFollowed: false, token);
                return true;
            },
            cancellationToken);
    }

    /// <summary>Renews the leases of turns that are still the node's, and returns those; the others are lost.</summary>
    public Task<IReadOnlyList<TurnRow>> RenewAsync(Guid node, IReadOnlyCollection<TurnRow> turns, TimeSpan lease, CancellationToken cancellationToken) =>
        turns.Count == 0
            ? Task.FromResult<IReadOnlyList<TurnRow>>([])
            : database.WriteAsync((session, token) => ChatTurnTable.RenewAsync(session, node, turns, lease, token), cancellationToken);

    /// <summary>Asks for the end of the turn that runs in a chat of a user; its node hears of it by <c>chat_cancels</c>. Returns its number, or null when none runs or he has no such chat.</summary>
    public Task<long?> CancelAsync(Guid userId, Guid chatId, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            if (await ChatTable.LockAsync(session, chatId, token) is not { } chat || chat.UserId != userId || await ChatTurnTable.AskCancelAsync(session, chatId, token) is not { } turn)
            {
                return (long?)null;
            }

            await teller.TellAsync(session, new Notices { HasCancels = true }, isFollowed: false, token);
            return turn;
        },
        cancellationToken);

    /// <summary>The turns of a node whose end was asked for, or whose chat was deleted.</summary>
    public Task<IReadOnlyList<TurnRow>> ListCancelledAsync(Guid node, CancellationToken cancellationToken) =>
        database.ReadAsync((session, token) => ChatTurnTable.ListCancelledAsync(session, node, token), cancellationToken);

    /// <summary>Marks turns whose lease is over as interrupted, up to <see cref="InterruptedAtOnce"/>, and returns them. What they had stays.</summary>
    public Task<IReadOnlyList<TurnRow>> InterruptAsync(CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            var turns = await ChatTurnTable.InterruptAsync(session, Now, InterruptedAtOnce, token);
            var notices = new Notices();
            foreach (var turn in turns)
            {
                notices.Add(turn.ChatId, turn.Turn, TurnState.Interrupted);
            }

            await teller.TellAsync(session, notices, isFollowed: false, token);
            return turns;
        },
        cancellationToken);

    /// <summary>Up to <paramref name="limit"/> messages of a chat after the one at <paramref name="turn"/> and <paramref name="position"/>, in order. All begin after turn 0.</summary>
    public async Task<IReadOnlyList<ChatMessage>> ListAsync(Guid chatId, long turn, int position, int limit, CancellationToken cancellationToken) =>
        [.. (await database.ReadAsync((session, token) => ChatMessageTable.ListAsync(session, chatId, turn, position, limit, token), cancellationToken)).Select(Open)];

    /// <summary>Up to <paramref name="limit"/> of the newest messages of a chat, in order.</summary>
    public async Task<IReadOnlyList<ChatMessage>> ListNewestAsync(Guid chatId, int limit, CancellationToken cancellationToken) =>
        [.. (await database.ReadAsync((session, token) => ChatMessageTable.ListNewestAsync(session, chatId, limit, token), cancellationToken)).Select(Open)];

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    private async Task<bool> AppendAsync(SqlSession session, TurnFence fence, IReadOnlyList<ChatMessage> messages, CancellationToken cancellationToken)
    {
        if (!await ChatTurnTable.HoldAsync(session, fence, cancellationToken))
        {
            return false;
        }

        foreach (var message in messages)
        {
            await ChatTurnTable.AppendAsync(session, fence, Row(fence.ChatId, message), cancellationToken);
        }

        return true;
    }

    private ChatMessageRow Row(Guid chatId, ChatMessage message) => new()
    {
        Id = message.Id,
        ChatId = chatId,
        Turn = message.Turn,
        Position = message.Position,
        Role = message.Role,
        Sealed = sealer.Seal(SealedColumns.ChatMessages.Table, SealedColumns.ChatMessages.Column, message.Id, message.Json ?? throw new ArgumentException("A message that can not be read is not written.", nameof(message))),
        State = message.IsComplete ? ChatMessageRow.Complete : ChatMessageRow.Partial,
        CreatedAt = message.CreatedAt,
    };

    private ChatMessage Open(ChatMessageRow row) => new()
    {
        Id = row.Id,
        Turn = row.Turn,
        Position = row.Position,
        Role = row.Role,
        Json = sealer.TryOpen(SealedColumns.ChatMessages.Table, SealedColumns.ChatMessages.Column, row.Id, row.Sealed, out var json) ? json : null,
        IsComplete = row.State == ChatMessageRow.Complete,
        CreatedAt = row.CreatedAt,
    };
}
