namespace Switchyard.Admin.Providers;

/// <summary>A provider key as the API shows it; never its text.</summary>
internal sealed record ProviderKeyView
{
    public required Guid Id { get; init; }

    public required string Label { get; init; }

    public required int Position { get; init; }

    public required bool Enabled { get; init; }

    public required string Masked { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public KeyHealthView? Health { get; init; }
}
