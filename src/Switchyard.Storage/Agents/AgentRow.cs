namespace Switchyard.Storage.Agents;

/// <summary>A row of <c>agents</c>.</summary>
public sealed record AgentRow
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>The workspace it serves.</summary>
    public required Guid WorkspaceId { get; init; }

    /// <summary>The build it is of.</summary>
    public required Guid BuildId { get; init; }

    /// <summary>Unique in its build.</summary>
    public required string Name { get; init; }

    /// <summary>Whether chats that name no agent take this one.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Whether it runs where the workspace does not start it.</summary>
    public bool IsExternal { get; init; }

    /// <summary>Identity of its process; empty as long as it was never seen.</summary>
    public string BootId { get; init; } = "";

    /// <summary>Where it says it is to be dialled; empty as long as it was never seen.</summary>
    public string Address { get; init; } = "";

    /// <summary>The IP address that its registration came from; empty as long as it was never seen.</summary>
    public string SeenFrom { get; init; } = "";

    /// <summary>Its version, as it says; may be empty.</summary>
    public string AgentVersion { get; init; } = "";

    /// <summary>Name of how far its start-up is.</summary>
    public required string Startup { get; init; }

    /// <summary>What it and nodes prove themselves with, 32 bytes sealed for <c>agents.dial_key</c> and <see cref="Id"/>; another one with each process. Null as long as it was never seen.</summary>
    public byte[]? DialKey { get; init; }

    /// <summary>The token it last registered with.</summary>
    public required Guid TokenId { get; init; }

    /// <summary>When it was first named.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it first registered, by the clock of the database; or null.</summary>
    public DateTimeOffset? FirstSeenAt { get; init; }

    /// <summary>When it last registered, by the clock of the database; or null.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>When it was retired, or null.</summary>
    public DateTimeOffset? RetiredAt { get; init; }

    /// <summary>Why, one of <see cref="RetiredReasons"/>; or null.</summary>
    public string? RetiredReason { get; init; }

    /// <summary>The version of the stream of agents at its last change that was more than a sign of life.</summary>
    public long Changed { get; init; }
}
