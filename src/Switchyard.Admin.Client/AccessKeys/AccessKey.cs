namespace Switchyard.Admin.Client.AccessKeys;

/// <summary>What a client of the data plane presents.</summary>
public sealed record AccessKey
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>Its owner.</summary>
    public required Guid UserId { get; init; }

    /// <summary>At most the last four characters.</summary>
    public required string Masked { get; init; }

    /// <summary>False once revoked.</summary>
    public required bool Enabled { get; init; }

    /// <summary>First instant at which it is refused, or null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Workspace whose tools its requests get, or null.</summary>
    public string? Workspace { get; init; }

    /// <summary>Names of the tools it may use; null for all.</summary>
    public IReadOnlyList<string>? Tools { get; init; }

    /// <summary>Names of the providers it may use; null for those of its user.</summary>
    public IReadOnlyList<string>? Providers { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The last request with it, at most a minute late; null when it was never used.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>When it was revoked, or null.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The key itself, only in the answer to its creation.</summary>
    public string? Secret { get; init; }

    /// <summary>Says its masked form only.</summary>
    public override string ToString() => $"{nameof(AccessKey)} {Id:D} {Masked}";
}
