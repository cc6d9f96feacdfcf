namespace Switchyard.Admin.Client.GatewayTokens;

/// <summary>What the instances of a gateway present.</summary>
public sealed record GatewayToken
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>At most the last four characters.</summary>
    public required string Masked { get; init; }

    /// <summary>When it was issued.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>First instant at which it is refused, or null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When a connection was last made with it, or null.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>The token itself, only in the answer to its creation.</summary>
    public string? Secret { get; init; }

    /// <summary>Says its masked form only.</summary>
    public override string ToString() => $"{nameof(GatewayToken)} {Id:D} {Masked}";
}
