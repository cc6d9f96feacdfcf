namespace Switchyard.Admin.Client.Chats;

/// <summary>A chat of the access key's user.</summary>
public sealed record Chat
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call it; may be empty.</summary>
    public string Title { get; init; } = "";

    /// <summary>The model that answers.</summary>
    public required string Model { get; init; }

    /// <summary>The chat it was begun from, or null.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>Its workspace, or null.</summary>
    public Guid? WorkspaceId { get; init; }

    /// <summary>Name of the agent it wants, or null for whichever comes first.</summary>
    public string? Agent { get; init; }

    /// <summary>The build it is bound to, or null.</summary>
    public Guid? BuildId { get; init; }

    /// <summary>The agent it is bound to, or null until a step needs one.</summary>
    public Guid? AgentId { get; init; }

    /// <summary>Version and time of what it is bound to.</summary>
    public ChatBinding? Binding { get; init; }

    /// <summary>Its newest turn.</summary>
    public ChatTurn? Turn { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed by people or by a turn.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
