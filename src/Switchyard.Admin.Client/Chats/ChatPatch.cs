namespace Switchyard.Admin.Client.Chats;

/// <summary>What is to change of a chat; a null member stays as it is.</summary>
public sealed record ChatPatch
{
    /// <summary>What people call it.</summary>
    public string? Title { get; init; }

    /// <summary>The model that answers from now on.</summary>
    public string? Model { get; init; }

    /// <summary>Its new workspace.</summary>
    public Guid? WorkspaceId { get; init; }

    /// <summary>Takes its workspace away; not together with <see cref="WorkspaceId"/>.</summary>
    public bool Unbind { get; init; }

    /// <summary>Name of the agent it wants from now on; empty for whichever comes first.</summary>
    public string? Agent { get; init; }
}
