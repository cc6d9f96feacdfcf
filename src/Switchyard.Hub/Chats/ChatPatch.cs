namespace Switchyard.Hub.Chats;

/// <summary>What is to change of a chat; null leaves it as it is.</summary>
public sealed record ChatPatch
{
    /// <summary>The new title.</summary>
    public string? Title { get; init; }

    /// <summary>The new model.</summary>
    public string? Model { get; init; }

    /// <summary>Whether <see cref="WorkspaceId"/> counts.</summary>
    public bool SetsWorkspace { get; init; }

    /// <summary>The new workspace, null for none: build and agent become null.</summary>
    public Guid? WorkspaceId { get; init; }

    /// <summary>Whether <see cref="AgentName"/> counts.</summary>
    public bool SetsAgent { get; init; }

    /// <summary>Name of the agent it wants from now on, null for whichever comes first: build and agent become null.</summary>
    public string? AgentName { get; init; }
}
