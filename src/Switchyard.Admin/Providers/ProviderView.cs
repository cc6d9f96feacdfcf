using System.Text.Json;

namespace Switchyard.Admin.Providers;

/// <summary>A provider as the API shows it.</summary>
internal sealed record ProviderView
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string Type { get; init; }

    public required string DisplayName { get; init; }

    public required string BaseUrl { get; init; }

    public required bool Enabled { get; init; }

    /// <summary>What differs from the defaults; of secrets only that they are set.</summary>
    public required JsonElement Settings { get; init; }

    public required bool AllowByok { get; init; }

    /// <summary>Labels that a remote gateway must have to get it; null for all gateways.</summary>
    public IReadOnlyDictionary<string, string>? Selector { get; init; }

    /// <summary>In failover order.</summary>
    public required IReadOnlyList<ProviderKeyView> Keys { get; init; }

    /// <summary><c>database</c> or <c>file</c>.</summary>
    public required string Origin { get; init; }

    /// <summary>File and line that define it, for <c>file</c>.</summary>
    public string? DefinedIn { get; init; }

    public required ProviderStatusView Status { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }
}
