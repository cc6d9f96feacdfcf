using Switchyard.Model.Agents;
using Switchyard.Model.Builds;
using Switchyard.Storage.Agents;
using Switchyard.Storage.Builds;
using Switchyard.Storage.Sql;

namespace Switchyard.Agents.Roster;

/// <summary>Asks the database which agent the latest build of a workspace has for a chat. This is the question that a healthy system never asks twice.</summary>
internal sealed class LatestAgents(Database database, AgentReader reader)
{
    private long _asked;

    /// <summary>How often it was asked.</summary>
    public long Asked => Volatile.Read(ref _asked);

    /// <summary>Asks.</summary>
    /// <exception cref="DatabaseUnavailableException">The database is away.</exception>
    public Task<LatestAgent> FindAsync(Guid workspaceId, string? name, AgentSettings settings, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        return database.ReadAsync(
            async (session, token) =>
            {
                var now = await session.ClockAsync(token);
                if (await BuildTable.FindLatestAsync(session, workspaceId, token) is { } latest)
                {
                    var agent = await AgentTable.ChooseAsync(session, latest.Id, name, token);
                    var isYoung = latest.FinishedAt is { } end && (settings.FirstContact == TimeSpan.Zero || now - end < settings.FirstContact);
                    return new LatestAgent(agent is null ? null : reader.Read(agent), HasBuilds: true, IsComing: agent is null && isYoung, now);
                }

                var newest = await BuildTable.ListAsync(session, workspaceId, long.MaxValue, 1, token) is [var first, ..] ? first : null;
                var isUnderWay = newest is not null && BuildStates.Parse(newest.State) is BuildState.Pending or BuildState.Running;
                return new LatestAgent(null, newest is not null, isUnderWay, now);
            },
            cancellationToken);
    }

    /// <summary>How an agent is now; null when it is not there any more.</summary>
    public Task<(AgentEntry Agent, DateTimeOffset Now)?> LookAsync(Guid agentId, CancellationToken cancellationToken) => database.ReadAsync<(AgentEntry, DateTimeOffset)?>(
        async (session, token) => await AgentTable.FindAsync(session, agentId, token) is { } row ? (reader.Read(row), await session.ClockAsync(token)) : null, cancellationToken);
}
