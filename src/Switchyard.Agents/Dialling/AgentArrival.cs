using Switchyard.Agents.Connections;
using Switchyard.Agents.Roster;
using Switchyard.Model.Agents;

namespace Switchyard.Agents.Dialling;

/// <summary>Waits for agents that may be expected: of a build that is under way or has just succeeded. What is stopped is not waited for.</summary>
internal sealed class AgentArrival(AgentRoster roster, LatestAgents latest, TimeProvider time)
{
    /// <summary>The agent that a chat of the workspace is to use, seen at least once; null when the workspace never had a build.</summary>
    /// <exception cref="AgentException">There is none, or it did not come in time.</exception>
    public async Task<AgentEntry?> OnlineAsync(Guid workspace, string? name, AgentSettings settings, Action<string> progress, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(settings.WaitOnline, time);
        for (var isFirst = true; ; isFirst = false)
        {
            var changed = roster.NextChange;
            var found = await latest.FindAsync(workspace, name, settings, cancellationToken);
            if (found.Agent is { IsReachable: true } agent)
            {
                return agent;
            }

            if (!found.HasBuilds)
            {
                return null;
            }

            var isExpected = found.Agent is { } named && !SilenceRules.HasMissedFirstContact(named, found.Now, settings);
            if (!isExpected && !found.IsComing)
            {
                throw new AgentException(found.Agent is null ? AgentFault.NoAgent : AgentFault.NeverConnected);
            }

            if (isFirst)
            {
                progress("Waiting for the agent of the workspace.");
            }

            await NextAsync(changed, AgentFault.NeverConnected, limit.Token, cancellationToken);
        }
    }

    /// <summary>The agent when its start-up is done, well or not.</summary>
    /// <exception cref="AgentException">It was not done in time, or the agent is gone.</exception>
    public async Task<AgentEntry> ReadyAsync(AgentEntry agent, AgentSettings settings, Action<string> progress, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(settings.WaitReady, time);
        progress("Waiting for the agent's start-up.");
        while (true)
        {
            var changed = roster.NextChange;
            if (roster.Map.Find(agent.Id) is { Startup: not AgentStartup.Starting } ready)
            {
                return ready;
            }

            if (roster.Map.Version >= 0 && roster.Map.Find(agent.Id) is null && (await latest.LookAsync(agent.Id, cancellationToken))?.Agent is not { Retired: null })
            {
                throw new AgentException(AgentFault.NoAgent);
            }

            await NextAsync(changed, AgentFault.StartupSlow, limit.Token, cancellationToken);
        }
    }

    private static async Task NextAsync(Task changed, AgentFault late, CancellationToken limit, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit, cancellationToken);
        try
        {
            await changed.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new AgentException(late);
        }
    }
}
