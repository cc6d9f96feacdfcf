using Switchyard.Model.Secrets;

namespace Switchyard.WorkspaceAgent.Identity;

/// <summary>Who this agent is for the control plane.</summary>
/// <param name="AgentId">Its id, the same for every run with the same build and name.</param>
/// <param name="DialKey">What nodes and this agent prove themselves with.</param>
internal sealed record AgentIdentity(Guid AgentId, Secret DialKey);
