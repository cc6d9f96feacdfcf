namespace Switchyard.Storage.Agents;

/// <summary>When an agent that serves was seen, and since when it could have been.</summary>
public sealed record AgentSightRow
{
    /// <summary>The agent.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it was last seen; null when it never was.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>When it was first named.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its build ended; null while that goes on.</summary>
    public DateTimeOffset? BuiltAt { get; init; }
}
