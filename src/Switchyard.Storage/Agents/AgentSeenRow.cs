namespace Switchyard.Storage.Agents;

/// <summary>When an agent was last seen.</summary>
public sealed record AgentSeenRow
{
    /// <summary>The agent.</summary>
    public required Guid Id { get; init; }

    /// <summary>By the clock of the database.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }
}
