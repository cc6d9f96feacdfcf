using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Agents.Connections;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Wakeup;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Agents.Bindings;

/// <summary>
/// Follows the stream of chats, so that a turn hears of a binding that was chosen or repaired on any node, and a connection that leads to a former choice is forgotten at once. Each turn of each node is in that stream:
/// only bindings are read of it, and nothing while no turn runs here. Then it is taken up again where the first of the turns began, whose binding was read at that version.
/// </summary>
internal sealed partial class BindingWatch(Database database, ILiveChats live, AgentConnections connections, VersionWatcher watcher, TimeProvider time, ILogger<BindingWatch> logger) : BackgroundService
{
    private const int Batch = 500;
    private const long Nowhere = -1;

    private readonly StreamFollower _follower = new([HubStreams.Chats], watcher, time);
    private long _version = Nowhere;

    /// <inheritdoc />
    public override void Dispose()
    {
        _follower.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _follower.RunAsync((_, token) => LookAsync(token), failure => LogAway(failure.Message), stoppingToken);

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (live.Since is not { } since)
        {
            _version = Nowhere;
            return;
        }

        while (await ReadAsync(_version == Nowhere ? since : _version, cancellationToken) == Batch)
        {
        }
    }

    private async Task<int> ReadAsync(long after, CancellationToken cancellationToken)
    {
        var (head, events) = await database.ReadAsync(
            async (session, token) =>
            {
                var now = await StreamTable.VersionAsync(session, HubStreams.Chats, token);

                // What a database that was restored says is in the rows that the next turns read.
                return now <= after ? (now, []) : (now, await EventTable.ReadAfterAsync(session, HubStreams.Chats, HubStreams.ChatBindingChanged, after, Batch, token));
            },
            cancellationToken);
        foreach (var happened in events)
        {
            Hear(happened.Data);
        }

        _version = events.Count == Batch ? events[^1].Version : head;
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
