using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Agents.Connections;
using Switchyard.Hot;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Wakeup;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Agents.Bindings;

/// <summary>Follows the stream of chats, so that a turn hears of a binding that was chosen or repaired on any node, and a connection that leads to a former choice is forgotten at once.</summary>
internal sealed partial class BindingWatch(Database database, ILiveChats live, AgentConnections connections, VersionWatcher watcher, TimeProvider time, ILogger<BindingWatch> logger) : BackgroundService
{
    private const int Batch = 500;
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly ChangeSignal _wake = new(TimeSpan.Zero, TimeSpan.Zero, Timeout.InfiniteTimeSpan, time);
    private long _version = -1;

    /// <inheritdoc />
    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var watch = watcher.Watch([HubStreams.Chats], _wake.Notify);
        try
        {
            while (true)
            {
                await _wake.WaitAsync(stoppingToken);
                try
                {
                    while (await ReadAsync(stoppingToken) == Batch)
                    {
                    }
                }
                catch (Exception away) when (away is DatabaseUnavailableException or DatabaseBusyException)
                {
                    LogAway(away.Message);
                    await Task.Delay(Retry, time, stoppingToken);
                    _wake.Notify();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node ends.
        }
    }

    private async Task<int> ReadAsync(CancellationToken cancellationToken)
    {
        var (head, events) = await database.ReadAsync(
            async (session, token) =>
            {
                var now = await StreamTable.VersionAsync(session, HubStreams.Chats, token);

                // What was before this node looked is in the rows that it reads; the same goes for a database that was restored.
                return _version < 0 || now < _version ? (now, []) : (now, await EventTable.ReadAfterAsync(session, HubStreams.Chats, _version, Batch, token));
            },
            cancellationToken);
        foreach (var happened in events)
        {
            if (happened.Type == HubStreams.ChatBindingChanged)
            {
                Hear(happened.Data);
            }
        }

        _version = events.Count > 0 ? events[^1].Version : head;
        return events.Count;
    }

    private void Hear(string data)
    {
        using var document = JsonDocument.Parse(data);
        var root = document.RootElement;
        if (IdOf(root, "chatId") is not { } chatId || !root.TryGetProperty("version", out var version) || !version.TryGetInt64(out var number))
        {
            return;
        }

        var binding = new ChatBinding(IdOf(root, "workspaceId"), IdOf(root, "buildId"), IdOf(root, "agentId"), number);
        live.Find(chatId)?.Hear(binding);
        connections.Rebound(chatId, binding.WorkspaceId, binding.AgentId);
    }

    private static Guid? IdOf(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetGuid(out var id) ? id : null;

    [LoggerMessage(EventId = 12011, Level = LogLevel.Warning, Message = "What chats are bound to can not be followed: {Reason}")]
    private partial void LogAway(string reason);
}
