using Switchyard.Agents.Connections;
using Switchyard.Agents.Roster;
using Switchyard.Model.Agents;

namespace Switchyard.Agents.Dialling;

/// <summary>Says why an agent could not be reached in time, by when it was last heard of. Pure.</summary>
internal static class SilenceRules
{
    /// <summary>The fault, and whether one more attempt makes sense.</summary>
    /// <param name="agent">The agent as the database has it.</param>
    /// <param name="now">The time of the database.</param>
    /// <param name="settings">How long is too long.</param>
    public static (AgentFault Fault, bool TryAgain) Classify(AgentEntry agent, DateTimeOffset now, AgentSettings settings)
    {
        if (agent.LastSeenAt is { } seen)
        {
            return now - seen < settings.Disconnected ? (AgentFault.Slow, true) : (AgentFault.Disconnected, false);
        }

        return HasMissedFirstContact(agent, now, settings) ? (AgentFault.NeverConnected, false) : (AgentFault.Slow, true);
    }

    /// <summary>Whether the agent should have been seen by now, and never was. A limit of zero is none.</summary>
    public static bool HasMissedFirstContact(AgentEntry agent, DateTimeOffset now, AgentSettings settings) =>
        agent.LastSeenAt is null && settings.FirstContact > TimeSpan.Zero && now - agent.CreatedAt >= settings.FirstContact;
}
