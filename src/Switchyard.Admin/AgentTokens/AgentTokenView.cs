using System.Text.Json.Serialization;

namespace Switchyard.Admin.AgentTokens;

/// <summary>A token of agents as the API shows it.</summary>
internal sealed record AgentTokenView
{
    public required Guid Id { get; init; }

    public required Guid BuildId { get; init; }

    /// <summary>Name of the agent that it is for, or null.</summary>
    public string? Name { get; init; }

    public required string Masked { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>First instant at which it is refused, or null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When a process was last registered with it, or null.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>The token itself, only in the answer to its creation.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    public override string ToString() => $"{nameof(AgentTokenView)} {Id:D} {Masked}";
}
