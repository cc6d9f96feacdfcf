using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Wakeup;
using Switchyard.Storage.Agents;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Agents.Roster;

/// <summary>
/// The agents of all workspaces in this node's memory, so that a step of a turn that uses a known one asks the database nothing. It follows the stream of agents: a signal wakes it, it reads what changed since the
/// version it has, puts the new map in force by one write, and tells whoever holds connections.
/// </summary>
internal sealed partial class AgentRoster(Database database, AgentReader reader, VersionWatcher watcher, TimeProvider time, ILogger<AgentRoster> logger) : BackgroundService
{
    private readonly StreamFollower _follower = new([HubStreams.Agents], watcher, time);
    private readonly Lock _gate = new();
    private AgentMap _map = AgentMap.Empty;
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action<AgentEntry>? _changed;

    /// <summary>The agents now.</summary>
    public AgentMap Map => Volatile.Read(ref _map);

    /// <summary>Calls <paramref name="handler"/> for each agent that changed or was retired, after <see cref="Map"/> says so. It must be quick.</summary>
    public void OnChanged(Action<AgentEntry> handler) => _changed += handler;

    /// <summary>Completes with the next change of any agent. Take it before looking, and nothing falls between.</summary>
    public Task NextChange
    {
        get
        {
            lock (_gate)
            {
                return _next.Task;
            }
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _follower.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _follower.RunAsync((_, token) => ReadAsync(token), failure => LogAway(failure.Message), stoppingToken);

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var before = Map;
        var (version, rows) = await database.ReadAsync(
            async (session, token) =>
            {
                var now = await StreamTable.VersionAsync(session, HubStreams.Agents, token);
                // A lower version is a restored database: nothing that is known holds.
                var isWhole = before.Version < 0 || now < before.Version;
                return (Version: now, Rows: (isWhole, isWhole ? await AgentTable.ListLiveAsync(session, token) : await AgentTable.ListChangedAsync(session, before.Version, token)));
            },
            cancellationToken);
        AgentEntry[] changed = [.. rows.Item2.Select(reader.Read)];
        var next = (rows.isWhole ? AgentMap.Empty : before).With(changed, version);
        Volatile.Write(ref _map, next);
        var gone = rows.isWhole ? before.Agents.Values.Where(agent => next.Find(agent.Id) is null).Select(static agent => agent with { Retired = RetiredReasons.Replaced }) : [];
        foreach (var agent in changed.Concat(gone))
        {
            _changed?.Invoke(agent);
        }

        TaskCompletionSource told;
        lock (_gate)
        {
            told = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        told.SetResult();
    }

    [LoggerMessage(EventId = 12000, Level = LogLevel.Warning, Message = "The agents of workspaces can not be read: {Reason}; those that are known are used on")]
    private partial void LogAway(string reason);
}
