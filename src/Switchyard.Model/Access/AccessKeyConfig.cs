namespace Switchyard.Model.Access;

/// <summary>What a client of Switchyard presents, as the node knows it: a hash, never the key.</summary>
public sealed record AccessKeyConfig
{
    /// <summary>UUIDv7; it is also part of the key's text, so that a lookup needs no scan.</summary>
    public required Guid Id { get; init; }

    /// <summary>The owner.</summary>
    public required Guid UserId { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the key's whole text, 32 bytes.</summary>
    public required ReadOnlyMemory<byte> Hash { get; init; }

    /// <summary>What people may see of it.</summary>
    public required string Masked { get; init; }

    /// <summary>A revoked key answers 401 and its open streams are cut.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>First instant at which it is refused, or null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Workspace whose tools its requests get, or null.</summary>
    public string? Workspace { get; init; }

    /// <summary>Patterns (<c>*</c>, <c>?</c>) of the tools its requests get, by <c>{bundle}__{tool}</c>; null for all of the workspace, empty for none.</summary>
    public IReadOnlyList<string>? Tools { get; init; }

    /// <summary>Names of the providers it may use; null for those of its user.</summary>
    public IReadOnlyList<string>? Providers { get; init; }
}
