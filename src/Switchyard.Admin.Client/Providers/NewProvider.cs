using System.Text.Json;
using Switchyard.Admin.Client.ProviderKeys;

namespace Switchyard.Admin.Client.Providers;

/// <summary>A provider to be created.</summary>
/// <param name="Name">Lower-case letters, digits and single hyphens, at most 63 characters.</param>
/// <param name="Type"><c>openai</c>, <c>anthropic</c>, <c>bedrock</c>, <c>azure-openai</c> or <c>openai-compatible</c>.</param>
/// <param name="BaseUrl">Absolute http(s) address; null only for <c>bedrock</c> with a region.</param>
public sealed record NewProvider(string Name, string Type, string? BaseUrl)
{
    /// <summary>What people call it; null: its name.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Null: enabled.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Whether clients may bring their own credential; null: no.</summary>
    public bool? AllowByok { get; init; }

    /// <summary>Settings; null: the defaults.</summary>
    public JsonElement? Settings { get; init; }

    /// <summary>Labels that a remote gateway must have to get it; null: all gateways.</summary>
    public IReadOnlyDictionary<string, string>? Selector { get; init; }

    /// <summary>Keys in failover order, at most 32.</summary>
    public IReadOnlyList<NewProviderKey>? Keys { get; init; }
}
