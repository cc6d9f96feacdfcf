using Microsoft.Extensions.Logging;
using Switchyard.Agents.Roster;
using Switchyard.Agents.Telemetry;
using Switchyard.Hub.Chats;
using Switchyard.Storage.Chats;
using Switchyard.Storage.Sql;

namespace Switchyard.Agents.Bindings;

/// <summary>Reads and writes bindings of chats. Every write is a compare-and-set: whoever decided by an older binding writes nothing, reads again, and follows the newer choice.</summary>
internal sealed partial class BindingStore(Database database, ChatChanges changes, AgentInstruments instruments, ILogger<BindingStore> logger)
{
    /// <summary>Reads what the chat is bound to, and has <paramref name="chat"/> hear of it.</summary>
    /// <exception cref="DatabaseUnavailableException">The database is away.</exception>
    public async Task<ChatBinding> ReadAsync(LiveChat chat, CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync((session, token) => ChatTable.FindAsync(session, chat.Id, token), cancellationToken);
        chat.Hear(row is null ? new ChatBinding(null, null, null, long.MaxValue) : Of(row));
        return chat.Binding;
    }

    /// <summary>
    /// Binds the chat to an agent of its workspace. False when somebody bound it otherwise meanwhile; then <paramref name="chat"/> knows how. With the database away the agent is used all the same, and the binding is
    /// stored later (<see cref="StoreLateAsync"/>).
    /// </summary>
    public async Task<bool> StoreAsync(LiveChat chat, ChatBinding seen, AgentEntry agent, string cause, CancellationToken cancellationToken)
    {
        try
        {
            var version = await changes.RebindAsync(chat.Id, agent.WorkspaceId, seen.Version, agent.BuildId, agent.Id, cancellationToken);
            if (version is { } stored)
            {
                chat.Hear(new ChatBinding(agent.WorkspaceId, agent.BuildId, agent.Id, stored));
                instruments.Repaired(cause, "stored");
                return true;
            }

            instruments.Repaired(cause, "lost");
            await ReadAsync(chat, cancellationToken);
            return false;
        }
        catch (Exception away) when (away is DatabaseUnavailableException or DatabaseBusyException)
        {
            LogLater(chat.Id, away.Message);
            instruments.Repaired(cause, "later");
            chat.Unstored = seen with { BuildId = agent.BuildId, AgentId = agent.Id };
            return true;
        }
    }

    /// <summary>Stores what could not be stored during the turn, unless the chat was bound otherwise since.</summary>
    public async Task StoreLateAsync(LiveChat chat, CancellationToken cancellationToken)
    {
        if (chat.Unstored is not { WorkspaceId: { } workspace, BuildId: { } build, AgentId: { } agent } unstored)
        {
            return;
        }

        chat.Unstored = null;
        try
        {
            await changes.RebindAsync(chat.Id, workspace, unstored.Version, build, agent, cancellationToken);
        }
        catch (Exception away) when (away is DatabaseUnavailableException or DatabaseBusyException)
        {
            // The next turn finds out by itself.
            LogLater(chat.Id, away.Message);
        }
    }

    /// <summary>The binding of a row.</summary>
    public static ChatBinding Of(ChatRow row) => new(row.WorkspaceId, row.BuildId, row.AgentId, row.BindingVersion);

    [LoggerMessage(EventId = 12010, Level = LogLevel.Warning, Message = "The agent of chat {ChatId} can not be stored now: {Reason}")]
    private partial void LogLater(Guid chatId, string reason);
}
