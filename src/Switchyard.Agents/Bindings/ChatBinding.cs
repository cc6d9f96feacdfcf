namespace Switchyard.Agents.Bindings;

/// <summary>What a chat is bound to. A higher version is a later choice, whoever made it.</summary>
/// <param name="WorkspaceId">The workspace, or null.</param>
/// <param name="BuildId">The build, or null.</param>
/// <param name="AgentId">The agent, or null until the first step that needs one.</param>
/// <param name="Version">Grows with each change.</param>
internal sealed record ChatBinding(Guid? WorkspaceId, Guid? BuildId, Guid? AgentId, long Version);
