using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Admin.Client.ProviderKeys;

namespace Switchyard.Admin.Client.Providers;

/// <summary>What is to change of a provider. A null member stays as it is; <see cref="Reset"/> names members that go back to their default.</summary>
public sealed record ProviderPatch
{
    /// <summary>A new name; the old one is free from the same revision on.</summary>
    public string? Name { get; init; }

    /// <summary>What people call it.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Absolute http(s) address.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Enables or disables it.</summary>
    public bool? Enabled { get; init; }

    /// <summary>Whether clients may bring their own credential.</summary>
    public bool? AllowByok { get; init; }

    /// <summary>Settings to merge into the present ones (RFC 7396).</summary>
    public JsonElement? Settings { get; init; }

    /// <summary>Labels that a remote gateway must have to get it; empty for all gateways.</summary>
    public IReadOnlyDictionary<string, string>? Selector { get; init; }

    /// <summary>The whole list of keys: those with an id stay, those with a key are added, all others are deleted.</summary>
    public IReadOnlyList<KeyListEntry>? Keys { get; init; }

    /// <summary>Members that go back to their default: <c>displayName</c>, <c>enabled</c>, <c>allowByok</c>, <c>settings</c>.</summary>
    public IReadOnlyList<string> Reset { get; init; } = [];

    internal JsonObject ToJson()
    {
        var json = new JsonObject();
        Set(json, "name", Name);
        Set(json, "displayName", DisplayName);
        Set(json, "baseUrl", BaseUrl);
        Set(json, "enabled", Enabled);
        Set(json, "allowByok", AllowByok);
        if (Settings is { } settings)
        {
            json["settings"] = JsonObject.Create(settings);
        }

        if (Selector is not null)
        {
            json["selector"] = new JsonObject(Selector.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)JsonValue.Create(label.Value))));
        }

        if (Keys is not null)
        {
            json["keys"] = new JsonArray([.. Keys.Select(key => key.ToJson())]);
        }

        foreach (var name in Reset)
        {
            json[name] = null;
        }

        return json;
    }

    private static void Set<T>(JsonObject json, string name, T? value)
    {
        if (value is not null)
        {
            json[name] = JsonValue.Create(value);
        }
    }
}
