using System.Text.Json.Serialization;

namespace Switchyard.Admin.AccessKeys;

/// <summary>An access key as the API shows it.</summary>
internal sealed record AccessKeyView
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required Guid UserId { get; init; }

    public required string Masked { get; init; }

    public required bool Enabled { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    public string? Workspace { get; init; }

    /// <summary>Names of the tools it may use; null for all.</summary>
    public IReadOnlyList<string>? Tools { get; init; }

    /// <summary>Names of the providers it may use; null for those of its user.</summary>
    public IReadOnlyList<string>? Providers { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The last request with it, at most a minute late; null when it was never used.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The key itself, only in the answer to its creation.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    public override string ToString() => $"{nameof(AccessKeyView)} {Id:D} {Masked}";
}
