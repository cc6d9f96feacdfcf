namespace Switchyard.Agents.Connections;

/// <summary>What a node sends to an agent first. The chat and its ancestors go along, so that the agent can tell whose steps they are.</summary>
internal sealed record DialRequest(Guid AgentId, Guid BootId, string Nonce, long At, Guid? Chat, IReadOnlyList<Guid> Ancestors, string Proof);
