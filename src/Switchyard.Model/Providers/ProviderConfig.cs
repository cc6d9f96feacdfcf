using Switchyard.Model.Gateways;
using Switchyard.Model.Origins;

namespace Switchyard.Model.Providers;

/// <summary>An upstream as it was asked for: immutable, compared by value. What lives across reloads (connections, breakers, cool-downs) is kept elsewhere.</summary>
public sealed record ProviderConfig
{
    /// <summary>UUIDv7; for a provider of a file, derived from its name so that it is equal on every node.</summary>
    public required Guid Id { get; init; }

    /// <summary>The first path segment of its routes; see <see cref="ProviderNames"/>.</summary>
    public required string Name { get; init; }

    /// <summary>The API family. Never changes during the life of a provider.</summary>
    public required ProviderType Type { get; init; }

    /// <summary>What people call it. No part of it reaches the request path.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Absolute http(s) address without user info, query or fragment; empty only for <see cref="ProviderType.Bedrock"/> with a region.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>A disabled provider answers 503 <c>provider_disabled</c>.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether clients may bring their own upstream credential.</summary>
    public bool AllowByok { get; init; }

    /// <summary>Tuning and type-specific settings.</summary>
    public ProviderSettings Settings { get; init; } = ProviderSettings.Default;

    /// <summary>Keys in failover order (ascending <see cref="ProviderKeyConfig.Position"/>), disabled ones included.</summary>
    public IReadOnlyList<ProviderKeyConfig> Keys { get; init; } = [];

    /// <summary>Labels that a remote gateway must have to get this provider; none by default, which fits all. Nodes serve it whatever it says.</summary>
    public Labels Selector { get; init; } = Labels.None;

    /// <summary>Whether it is called with one of <see cref="Keys"/>: Bedrock signs with credentials of its own, and a keyless server wants none.</summary>
    public bool UsesKeys => Type != ProviderType.Bedrock && !Settings.Keyless;

    /// <summary>Where it comes from.</summary>
    public Origin Origin { get; init; } = Origin.Database;

    /// <summary>Why it can not serve (<c>secret_unreadable</c>, <c>invalid_settings</c>, <c>no_usable_key</c>), or null. Such a provider stops nobody else.</summary>
    public string? Error { get; init; }

    /// <summary>Row version; it grows by one with each change of the row or of its keys.</summary>
    public long Version { get; init; }

    /// <inheritdoc />
    public bool Equals(ProviderConfig? other) =>
        other is not null && Id == other.Id && Name == other.Name && Type == other.Type && DisplayName == other.DisplayName && BaseUrl == other.BaseUrl
        && Enabled == other.Enabled && AllowByok == other.AllowByok && Settings.Equals(other.Settings) && Keys.SequenceEqual(other.Keys) && Selector.Equals(other.Selector)
        && Origin == other.Origin && Error == other.Error;

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Id, Name, BaseUrl, Enabled, Keys.Count);
}
