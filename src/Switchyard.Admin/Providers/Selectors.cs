using System.Text.Json.Nodes;
using Switchyard.Model.Gateways;

namespace Switchyard.Admin.Providers;

/// <summary>Which remote gateways get a provider, as rows and answers have it: null, not an empty object, for all of them.</summary>
internal static class Selectors
{
    public static string? Write(Labels? selector) => selector is null or { Pairs.Count: 0 } ? null : selector.ToJson();

    public static IReadOnlyDictionary<string, string>? Show(Labels selector) => selector.Pairs.Count == 0 ? null : selector.Pairs;

    public static JsonNode? Fact(string? json) => json is null ? null : JsonNode.Parse(json);
}
