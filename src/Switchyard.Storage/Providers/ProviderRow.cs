namespace Switchyard.Storage.Providers;

/// <summary>A row of <c>providers</c>.</summary>
public sealed record ProviderRow
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary>Unique among those not deleted.</summary>
    public required string Name { get; init; }

    /// <summary>The type's name in the API, for example <c>openai-compatible</c>.</summary>
    public required string Type { get; init; }

    /// <summary>What people call it.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Absolute http(s) address, empty only for Bedrock.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>Whether it serves.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Whether clients may bring their own upstream credential.</summary>
    public required bool AllowByok { get; init; }

    /// <summary>Settings without secrets, a JSON object.</summary>
    public required string SettingsJson { get; init; }

    /// <summary>Secret settings, sealed for <c>providers.settings_sealed</c> and <see cref="Id"/>; null without any, empty when erased because no key opened them.</summary>
    public byte[]? SettingsSealed { get; init; }

    /// <summary>Labels that a remote gateway must have to get this provider, a JSON object of texts; null for all gateways.</summary>
    public string? SelectorJson { get; init; }

    /// <summary>1 at creation, one more with each change of the row or of its keys.</summary>
    public long Version { get; init; } = 1;

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was deleted; the row stays so that history keeps its name, the secrets do not.</summary>
    public DateTimeOffset? DeletedAt { get; init; }
}
