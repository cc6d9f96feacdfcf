using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Hot;
using Switchyard.Storage.Agents;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Agents;

/// <summary>
/// Writes signs of life of agents: those of a second together, so that a node makes one statement of them whatever the number of agents. The first is written at once. What can not be written is
/// written with the next ones.
/// </summary>
public sealed partial class AgentHeartbeats(Database database, TimeProvider time, ILogger<AgentHeartbeats> logger) : BackgroundService
{
    /// <summary>Shortest time between two writes.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly ChangeSignal _wake = new(TimeSpan.Zero, TimeSpan.Zero, Timeout.InfiniteTimeSpan, time);
    private readonly Lock _gate = new();
    private HashSet<Guid> _alive = [];

    /// <summary>Notes that an agent is alive. Returns at once.</summary>
    public void Beat(Guid agentId)
    {
        lock (_gate)
        {
            _alive.Add(agentId);
        }

        _wake.Notify();
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await _wake.WaitAsync(stoppingToken);
                await WriteAsync(stoppingToken);
                await Task.Delay(Every, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The agents beat again at another node.
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        HashSet<Guid> alive;
        lock (_gate)
        {
            (alive, _alive) = (_alive, []);
        }

        try
        {
            await database.WriteAsync((session, token) => AgentTable.TouchAsync(session, alive, token), cancellationToken);
        }
        catch (Exception away) when (away is DatabaseUnavailableException or DatabaseBusyException)
        {
            LogAway(away, alive.Count);
            lock (_gate)
            {
                _alive.UnionWith(alive);
            }

            _wake.Notify();
        }
    }

    [LoggerMessage(2300, LogLevel.Warning, "Signs of life of {Count} agents could not be written; they are written with the next ones.")]
    private partial void LogAway(Exception away, int count);
}
