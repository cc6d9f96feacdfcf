namespace Switchyard.Agents.Roster;

/// <summary>What the database says about the agent that a chat is to use.</summary>
/// <param name="Agent">The agent of the latest build, or null when there is none.</param>
/// <param name="HasBuilds">Whether the workspace ever had a build; one that never had is not stopped, it has no agents.</param>
/// <param name="IsComing">Whether a build is under way, or has just succeeded, so that an agent may come yet.</param>
/// <param name="Now">The time of the database.</param>
internal sealed record LatestAgent(AgentEntry? Agent, bool HasBuilds, bool IsComing, DateTimeOffset Now);
