namespace Switchyard.Admin.Client.AgentTokens;

/// <summary>What agents of a build register with.</summary>
public sealed record AgentToken
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>The build whose agents may use it.</summary>
    public required Guid BuildId { get; init; }

    /// <summary>Name of the agent that it is for, or null.</summary>
    public string? Name { get; init; }

    /// <summary>At most the last four characters.</summary>
    public required string Masked { get; init; }

    /// <summary>Name of who issued it.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>When it was issued.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>First instant at which it is refused, or null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When a process was last registered with it, or null.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>The token itself, only in the answer to its creation.</summary>
    public string? Secret { get; init; }

    /// <summary>Says its masked form only.</summary>
    public override string ToString() => $"{nameof(AgentToken)} {Id:D} {Masked}";
}
