namespace Switchyard.Admin.Agents;

/// <summary>An agent of a workspace as the API shows it.</summary>
internal sealed record AgentView
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required Guid WorkspaceId { get; init; }

    public required Guid BuildId { get; init; }

    /// <summary>Number of the build.</summary>
    public required long Build { get; init; }

    /// <summary><c>connecting</c>, <c>connected</c>, <c>disconnected</c>, <c>timeout</c> or <c>retired</c>; equal on every node.</summary>
    public required string Status { get; init; }

    /// <summary>What it says of its start-up: <c>starting</c>, <c>ready</c> or <c>failed</c>.</summary>
    public required string Startup { get; init; }

    /// <summary>Whether chats that name no agent take this one.</summary>
    public required bool Default { get; init; }

    /// <summary>Whether it runs where the workspace does not start it.</summary>
    public required bool External { get; init; }

    /// <summary>Where it says it is to be dialled; null as long as it was never seen.</summary>
    public string? Address { get; init; }

    /// <summary>Where its registration came from; null as long as it was never seen.</summary>
    public string? SeenFrom { get; init; }

    /// <summary>Identity of its process; null as long as it was never seen.</summary>
    public string? BootId { get; init; }

    /// <summary>Its version, as it says.</summary>
    public required string Version { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FirstSeenAt { get; init; }

    public DateTimeOffset? LastSeenAt { get; init; }

    public DateTimeOffset? RetiredAt { get; init; }

    /// <summary>Why it was retired: <c>replaced</c>, <c>stopped</c>, <c>renamed</c>, <c>revoked</c> or <c>deleted</c>.</summary>
    public string? RetiredReason { get; init; }
}
