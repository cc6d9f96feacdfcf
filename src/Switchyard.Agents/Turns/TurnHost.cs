using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Agents.Bindings;
using Switchyard.Configuration.Nodes;
using Switchyard.Hub.Chats;
using Switchyard.Model.Chats;
using Switchyard.Storage.Chats;
using Switchyard.Storage.Sql;

namespace Switchyard.Agents.Turns;

/// <summary>The turns that run on this node, and those that just ended, whose watchers may come back. A turn runs from its beginning in the database to its end there, whoever watches.</summary>
internal sealed partial class TurnHost(Database database, ChatTurns turns, TurnParts parts, NodeIdentity node, ILogger<TurnHost> logger) : IHostedService, ILiveChats
{
    private const int MostHistory = 2_000;
    private const int MostAncestors = 32;

    /// <summary>How long the events of an ended turn can be read again.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    /// <summary>How long a turn may take to store what it had.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, TurnRun> _runs = new();
    private readonly ConcurrentDictionary<TurnRun, Task> _tasks = new();
    private volatile bool _stopping;

    /// <summary>Turns that run.</summary>
    public IReadOnlyCollection<TurnRun> Running => [.. _tasks.Keys];

    /// <summary>The turn of a chat that runs here, or ran here a moment ago; or null.</summary>
    public TurnRun? Find(Guid chatId) => _runs.GetValueOrDefault(chatId);

    /// <inheritdoc />
    LiveChat? ILiveChats.Find(Guid chatId) => Find(chatId)?.Chat;

    /// <inheritdoc />
    long? ILiveChats.Since => _runs.Values.Min(static run => (long?)run.Chat.Since);

    /// <summary>
    /// Begins a turn with the user's message, which is stored first. Refused when a turn of the chat runs, on whichever node, or the user has no such chat; without a refusal there is none when the node ends.
    /// </summary>
    /// <exception cref="DatabaseUnavailableException">The database is away. Nothing was stored, or it is not known (<see cref="DatabaseUnavailableException.OutcomeUnknown"/>); no turn runs here, and one that was begun ends.</exception>
    public async Task<(ChatRefusal Refusal, TurnRun? Run)> TryBeginAsync(Guid userId, Guid chatId, Guid accessKeyId, string content, CancellationToken cancellationToken)
    {
        if (_stopping)
        {
            return (ChatRefusal.None, null);
        }

        var lease = parts.Access.Configuration.Server.Chats.Lease;
        var begunAt = parts.Time.GetTimestamp();
        var begun = await turns.BeginAsync(userId, chatId, node.Id, lease, new MessageContent { Text = content }.ToJson(), cancellationToken);
        if (begun is not { Chat: { } chat, Fence: { } fence })
        {
            return (begun.Refusal, null);
        }

        // From here on it is this node's, and the message is stored.
        var writer = new TurnWriter(turns, fence, firstPosition: 1, parts.Time);
        try
        {
            var history = await turns.ListNewestAsync(chatId, MostHistory, CancellationToken.None);
            var ancestors = chat.ParentId is null ? [] : await database.ReadAsync((session, token) => ChatTable.ListAncestorsAsync(session, chatId, MostAncestors, token), CancellationToken.None);
            var live = new LiveChat(chat.Id, chat.UserId, chat.AgentName, ancestors, BindingStore.Of(chat), begun.Version);
            var run = new TurnRun(parts, live, chat, fence, accessKeyId, writer, begunAt);
            Begin(run, history);
            return (ChatRefusal.None, run);
        }
        catch (Exception failure)
        {
            await writer.EndAsync(TurnState.Failed);
            if (failure is DatabaseUnavailableException or DatabaseBusyException)
            {
                throw new DatabaseUnavailableException(failure.Message, failure) { OutcomeUnknown = true };
            }

            throw;
        }
    }

    /// <inheritdoc />
    public Task StartAsync(CancellationToken cancellationToken)
    {
        parts.Instruments.ReadTurns(() => _tasks.Count);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => DrainAsync(TimeSpan.Zero);

    /// <summary>No turn begins any more. Those that run get <paramref name="patience"/>; then what was said is kept, and each is marked as interrupted. Calling it again shortens the patience.</summary>
    public async Task DrainAsync(TimeSpan patience)
    {
        _stopping = true;
        if (!await AllEndedAsync(patience))
        {
            foreach (var run in _tasks.Keys)
            {
                run.Stop(TurnStop.Stopping);
            }

            if (!await AllEndedAsync(Farewell))
            {
                LogLeft(_tasks.Count);
            }
        }
    }

    private async Task<bool> AllEndedAsync(TimeSpan within)
    {
        try
        {
            await Task.WhenAll(_tasks.Values).WaitAsync(within, parts.Time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void Begin(TurnRun run, IReadOnlyList<ChatMessage> history)
    {
        _runs[run.Chat.Id] = run;
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _tasks[run] = RunAsync(run, history, begun.Task);
        begun.SetResult();
        if (_stopping)
        {
            run.Stop(TurnStop.Stopping);
        }
    }

    private async Task RunAsync(TurnRun run, IReadOnlyList<ChatMessage> history, Task begun)
    {
        await begun;
        await run.RunAsync(history);
        _tasks.TryRemove(run, out _);
        _ = ForgetAsync(run);
    }

    [SuppressMessage("Reliability", "CA2025", Justification = "The run has ended.")]
    private async Task ForgetAsync(TurnRun run)
    {
        await Task.Delay(Kept, parts.Time);
        _runs.TryRemove(KeyValuePair.Create(run.Chat.Id, run));
        run.Dispose();
    }

    [LoggerMessage(EventId = 12030, Level = LogLevel.Warning, Message = "{Count} turns of chats did not end in time; they are interrupted when their leases are over")]
    private partial void LogLeft(int count);
}
