namespace Switchyard.Hub.Chats;

/// <summary>A chat to be made.</summary>
public sealed record NewChat
{
    /// <summary>Whose it is.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The access key it is made with.</summary>
    public required Guid AccessKeyId { get; init; }

    /// <summary>What people call it; may be empty.</summary>
    public string Title { get; init; } = "";

    /// <summary>The model that answers.</summary>
    public required string Model { get; init; }

    /// <summary>The chat it is begun from, of the same user, or null. What is not said otherwise is taken from it: workspace, build and agent.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>The workspace, or null for that of the parent, if there is one.</summary>
    public Guid? WorkspaceId { get; init; }

    /// <summary>Name of the agent it wants, or null.</summary>
    public string? AgentName { get; init; }
}
