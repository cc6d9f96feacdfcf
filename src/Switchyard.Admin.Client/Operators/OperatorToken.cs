namespace Switchyard.Admin.Client.Operators;

/// <summary>A credential for the control plane.</summary>
public sealed record OperatorToken
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call its holder.</summary>
    public required string Name { get; init; }

    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    public required string Role { get; init; }

    /// <summary>At most the last four characters.</summary>
    public required string Masked { get; init; }

    /// <summary>False once revoked.</summary>
    public required bool Enabled { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The token itself, only in the answer to its creation.</summary>
    public string? Secret { get; init; }

    /// <summary>Says its masked form only.</summary>
    public override string ToString() => $"{nameof(OperatorToken)} {Id:D} {Masked}";
}
