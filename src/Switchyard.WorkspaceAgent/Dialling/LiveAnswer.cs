namespace Switchyard.WorkspaceAgent.Dialling;

/// <summary>That an agent lives.</summary>
internal sealed record LiveAnswer(Guid AgentId, Guid BootId);
