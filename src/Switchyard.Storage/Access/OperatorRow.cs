namespace Switchyard.Storage.Access;

/// <summary>A row of <c>operators</c>: a token of the control plane, as a hash.</summary>
public sealed record OperatorRow
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call it, unique.</summary>
    public required string Name { get; init; }

    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    public required string Role { get; init; }

    /// <summary>SHA-256 of the token's whole text, 32 bytes, unique.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>What people may see of it.</summary>
    public required string Masked { get; init; }

    /// <summary>Whether it is accepted.</summary>
    public required bool Enabled { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
