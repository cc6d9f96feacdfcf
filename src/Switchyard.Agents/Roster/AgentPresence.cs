using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Agents.Telemetry;
using Switchyard.Gateway.Entry;
using Switchyard.Model.Agents;
using Switchyard.Storage.Agents;
using Switchyard.Storage.Sql;

namespace Switchyard.Agents.Roster;

/// <summary>
/// Which agents are connected. Signs of life are no events, so the roster does not hear of them: this looks at all agents once in the time of a heartbeat, in one query, and no step of a turn asks. What could not be
/// read is not known, and what is not known changes nothing for anybody.
/// </summary>
internal sealed partial class AgentPresence(Database database, AccessGate access, AgentInstruments instruments, TimeProvider time, ILogger<AgentPresence> logger) : BackgroundService
{
    private volatile Dictionary<Guid, AgentSight> _sights = [];
    private bool _away;

    /// <summary>Whether the agent was found disconnected, for the first time after <paramref name="timestamp"/>; false when it is not known.</summary>
    public bool HasGoneSince(Guid agentId, long timestamp) => _sights.TryGetValue(agentId, out var sight) && sight.Status == AgentStatus.Disconnected && sight.Since > timestamp;

    /// <summary>Looks at all agents.</summary>
    /// <exception cref="DatabaseUnavailableException">The database is away.</exception>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var (now, rows) = await database.ReadAsync(async (session, token) => (await session.ClockAsync(token), await AgentTable.ListSightsAsync(session, token)), cancellationToken);
        var (at, before, settings) = (time.GetTimestamp(), _sights, access.Configuration.Server.Agents);
        _sights = rows.ToDictionary(static row => row.Id, row =>
        {
            var expectedSince = row.BuiltAt is { } built ? (built > row.CreatedAt ? built : row.CreatedAt) : (DateTimeOffset?)null;
            var status = AgentStates.StatusOf(retiredAt: null, row.LastSeenAt, expectedSince, now, settings);
            return before.TryGetValue(row.Id, out var was) && was.Status == status ? was : new AgentSight(status, at);
        });
    }

    /// <inheritdoc />
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        instruments.ReadAgents(() => _sights.Values.Select(static sight => sight.Status));
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await TryLookAsync(stoppingToken);
                await Task.Delay(access.Configuration.Server.Agents.Heartbeat, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node ends.
        }
    }

    private async Task TryLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LookAsync(cancellationToken);
            _away = false;
        }
        catch (Exception away) when (away is DatabaseUnavailableException or DatabaseBusyException)
        {
            _sights = [];
            if (!_away)
            {
                _away = true;
                LogAway(away.Message);
            }
        }
    }

    [LoggerMessage(EventId = 12001, Level = LogLevel.Warning, Message = "Which agents are connected can not be read: {Reason}")]
    private partial void LogAway(string reason);
}
