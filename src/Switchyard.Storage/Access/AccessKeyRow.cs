namespace Switchyard.Storage.Access;

/// <summary>A row of <c>access_keys</c>: what a client presents, as a hash.</summary>
public sealed record AccessKeyRow
{
    /// <summary>UUIDv7, part of the key's text.</summary>
    public required Guid Id { get; init; }

    /// <summary>The owner.</summary>
    public required Guid UserId { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the key's whole text, 32 bytes.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>What people may see of it.</summary>
    public required string Masked { get; init; }

    /// <summary>Whether it is served.</summary>
    public required bool Enabled { get; init; }

    /// <summary>First instant at which it is refused, or null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Workspace whose tools its requests get, or null.</summary>
    public string? Workspace { get; init; }

    /// <summary>Names of the tools it may use, a JSON array; null for all.</summary>
    public string? ToolsJson { get; init; }

    /// <summary>Names of the providers it may use, a JSON array; null for those of its user.</summary>
    public string? ProvidersJson { get; init; }

    /// <summary>1 at creation, one more with each change.</summary>
    public long Version { get; init; } = 1;

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was revoked (deleted); such a key never serves again.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
}
