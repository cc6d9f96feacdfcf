namespace Switchyard.Storage.Agents;

/// <summary>A row of <c>agent_tokens</c>: what an agent registers with, as a hash.</summary>
public sealed record AgentTokenRow
{
    /// <summary>UUIDv7, part of the token's text.</summary>
    public required Guid Id { get; init; }

    /// <summary>The workspace whose agents may use it.</summary>
    public required Guid WorkspaceId { get; init; }

    /// <summary>The build whose agents may use it.</summary>
    public required Guid BuildId { get; init; }

    /// <summary>Name of the agent that it is for; may be empty.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the token's whole text, 32 bytes.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>What people may see of it.</summary>
    public required string Masked { get; init; }

    /// <summary>Name of who issued it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When it was issued.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>First instant at which it is refused, or null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked, or null.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>When an agent last registered a new process with it, or null.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}
