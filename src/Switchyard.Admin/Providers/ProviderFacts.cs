using System.Text.Json.Nodes;
using Switchyard.Model.Providers;

namespace Switchyard.Admin.Providers;

/// <summary>What a provider is, without secrets and without how it fares: what differences are shown of and what the audit hashes.</summary>
internal static class ProviderFacts
{
    public static JsonObject Of(ProviderRecord record, ProviderSettings settings) => new()
    {
        ["name"] = record.Row.Name,
        ["type"] = record.Row.Type,
        ["displayName"] = record.Row.DisplayName,
        ["baseUrl"] = record.Row.BaseUrl,
        ["enabled"] = record.Row.Enabled,
        ["allowByok"] = record.Row.AllowByok,
        ["settings"] = JsonNode.Parse(ProviderSettingsJson.Show(settings)),
        ["selector"] = Selectors.Fact(record.Row.SelectorJson),
        ["keys"] = new JsonArray([.. record.Keys.Select(key => new JsonObject
        {
            ["id"] = key.Id.ToString("D"),
            ["label"] = key.Label,
            ["position"] = key.Position,
            ["enabled"] = key.Enabled,
            ["masked"] = key.Masked,
        })]),
    };
}
