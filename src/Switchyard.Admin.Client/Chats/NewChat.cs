namespace Switchyard.Admin.Client.Chats;

/// <summary>A chat to be made.</summary>
/// <param name="Model">The model that answers.</param>
public sealed record NewChat(string Model)
{
    /// <summary>What people call it.</summary>
    public string? Title { get; init; }

    /// <summary>Its workspace; null for that of the parent, if there is one.</summary>
    public Guid? WorkspaceId { get; init; }

    /// <summary>Name of the agent it wants.</summary>
    public string? Agent { get; init; }

    /// <summary>The chat it is begun from.</summary>
    public Guid? ParentId { get; init; }
}
