namespace Switchyard.Admin.Client.Agents;

/// <summary>An agent of a workspace.</summary>
public sealed record Agent
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Unique in its build.</summary>
    public required string Name { get; init; }

    /// <summary>The build it is of.</summary>
    public required Guid BuildId { get; init; }

    /// <summary>Number of that build.</summary>
    public required long Build { get; init; }

    /// <summary><c>connecting</c>, <c>connected</c>, <c>disconnected</c>, <c>timeout</c> or <c>retired</c>.</summary>
    public required string Status { get; init; }

    /// <summary>What it says of its start-up: <c>starting</c>, <c>ready</c> or <c>failed</c>.</summary>
    public required string Startup { get; init; }

    /// <summary>Whether chats that name no agent take this one.</summary>
    public bool Default { get; init; }

    /// <summary>Whether it runs where the workspace does not start it.</summary>
    public bool External { get; init; }

    /// <summary>Where it says it is to be dialled; null as long as it was never seen.</summary>
    public string? Address { get; init; }

    /// <summary>Where its registration came from; null as long as it was never seen.</summary>
    public string? SeenFrom { get; init; }

    /// <summary>Identity of its process; null as long as it was never seen.</summary>
    public string? BootId { get; init; }

    /// <summary>Its version, as it says.</summary>
    public string Version { get; init; } = "";

    /// <summary>When it was first named.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it first registered, or null.</summary>
    public DateTimeOffset? FirstSeenAt { get; init; }

    /// <summary>When it last registered, or null.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>When it was retired, or null.</summary>
    public DateTimeOffset? RetiredAt { get; init; }

    /// <summary>Why, or null: <c>replaced</c>, <c>stopped</c>, <c>renamed</c>, <c>revoked</c> or <c>deleted</c>.</summary>
    public string? RetiredReason { get; init; }
}
