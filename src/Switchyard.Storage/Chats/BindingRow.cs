namespace Switchyard.Storage.Chats;

/// <summary>The binding of a chat.</summary>
public sealed record BindingRow
{
    /// <summary>The chat.</summary>
    public required Guid ChatId { get; init; }

    /// <summary>Its workspace, or null.</summary>
    public Guid? WorkspaceId { get; init; }

    /// <summary>Its build, or null.</summary>
    public Guid? BuildId { get; init; }

    /// <summary>Its agent, or null.</summary>
    public Guid? AgentId { get; init; }

    /// <summary>Version of the binding.</summary>
    public required long Version { get; init; }
}
