using System.Text.Json.Serialization;

namespace Switchyard.Admin.GatewayTokens;

/// <summary>A token of a gateway as the API shows it.</summary>
internal sealed record GatewayTokenView
{
    public required Guid Id { get; init; }

    public required string Masked { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>First instant at which it is refused, or null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When a connection was last made with it, or null.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>The token itself, only in the answer to its creation.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    public override string ToString() => $"{nameof(GatewayTokenView)} {Id:D} {Masked}";
}
