using Switchyard.Model.Agents;

namespace Switchyard.Agents.Roster;

/// <summary>How an agent was when this node looked last.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Since">The timestamp of this node's monotonic clock at which it was found to be so for the first time.</param>
internal readonly record struct AgentSight(AgentStatus Status, long Since);
