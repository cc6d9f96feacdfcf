using System.Text.Json.Serialization;

namespace Switchyard.Admin.Operators;

/// <summary>An operator as the API shows it.</summary>
internal sealed record OperatorView
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    /// <summary><c>viewer</c>, <c>operator</c> or <c>admin</c>.</summary>
    public required string Role { get; init; }

    public required string Masked { get; init; }

    public required bool Enabled { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The token itself, only in the answer to its creation.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    public override string ToString() => $"{nameof(OperatorView)} {Id:D} {Masked}";
}
