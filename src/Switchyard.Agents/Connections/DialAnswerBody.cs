namespace Switchyard.Agents.Connections;

/// <summary>What the agent answers.</summary>
internal sealed record DialAnswerBody(Guid AgentId, Guid BootId, string? Version, string? Session, string? Proof);
