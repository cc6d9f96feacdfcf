namespace Switchyard.Storage.Chats;

/// <summary>A row of <c>chats</c>.</summary>
public sealed record ChatRow
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required Guid UserId { get; init; }

    /// <summary>The access key it was made with.</summary>
    public required Guid AccessKeyId { get; init; }

    /// <summary>What people call it, may be empty.</summary>
    public string Title { get; init; } = "";

    /// <summary>The model that answers, as in a request from outside.</summary>
    public required string Model { get; init; }

    /// <summary>The chat it was begun from, or null.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>The workspace, or null.</summary>
    public Guid? WorkspaceId { get; init; }

    /// <summary>Name of the agent it wants, or null for whichever the workspace offers first.</summary>
    public string? AgentName { get; init; }

    /// <summary>The build it is bound to, or null.</summary>
    public Guid? BuildId { get; init; }

    /// <summary>The agent it is bound to, or null until the first step that needs one.</summary>
    public Guid? AgentId { get; init; }

    /// <summary>It had an agent, which went, and there was no other: it gets the next one that comes.</summary>
    public bool AwaitsAgent { get; init; }

    /// <summary>1 at creation, one more with each change of workspace, build or agent.</summary>
    public long BindingVersion { get; init; } = 1;

    /// <summary>When that last changed.</summary>
    public required DateTimeOffset BindingAt { get; init; }

    /// <summary>Turns so far.</summary>
    public long TurnNumber { get; init; }

    /// <summary>Name of the state of the newest turn.</summary>
    public string TurnState { get; init; } = "idle";

    /// <summary>The node that works on the newest turn, or did until it ended; null without one, and when the node was lost with it.</summary>
    public Guid? TurnNode { get; init; }

    /// <summary>Until when it is that node's, by the clock of the database; or null.</summary>
    public DateTimeOffset? TurnLeaseUntil { get; init; }

    /// <summary>Whether somebody asked for the end of the turn that runs.</summary>
    public bool TurnCancel { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed by people or by a turn; repairs of the binding do not count.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was deleted, or null.</summary>
    public DateTimeOffset? DeletedAt { get; init; }
}
