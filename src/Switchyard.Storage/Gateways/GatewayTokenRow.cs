namespace Switchyard.Storage.Gateways;

/// <summary>A row of <c>gateway_tokens</c>: what an edge presents, as a hash.</summary>
public sealed record GatewayTokenRow
{
    /// <summary>UUIDv7, part of the token's text.</summary>
    public required Guid Id { get; init; }

    /// <summary>The gateway it stands for.</summary>
    public required Guid GatewayId { get; init; }

    /// <summary>SHA-256 of the token's whole text, 32 bytes.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>What people may see of it.</summary>
    public required string Masked { get; init; }

    /// <summary>When it was issued.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>First instant at which it is refused, or null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked, or null.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>When a connection was last made with it, or null.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }
}
