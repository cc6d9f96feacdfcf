using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Switchyard.Configuration.Tests.Schema;

/// <summary>Validates by the part of JSON schema that the product's schema uses; a keyword it does not know is an error, not a pass.</summary>
internal sealed class SchemaValidator(JsonObject root)
{
    private static readonly HashSet<string> Silent = ["$schema", "$defs", "title", "description", "default", "format"];

    /// <summary>What is wrong with <paramref name="value"/>, with paths; nothing when it is valid.</summary>
    public IReadOnlyList<string> Faults(JsonNode? value) => [.. Faults(root, value, "")];

    public bool Takes(JsonObject schema, JsonNode? value) => !Faults(schema, value, "").Any();

    private IEnumerable<string> Faults(JsonObject schema, JsonNode? value, string path) => schema.Where(keyword => !Silent.Contains(keyword.Key)).SelectMany(keyword => keyword.Key switch
    {
        "$ref" => Faults((JsonObject)root["$defs"]![((string)keyword.Value!).Split('/')[^1]]!, value, path),
        "anyOf" => keyword.Value!.AsArray().Any(option => Takes((JsonObject)option!, value)) ? [] : [$"{path}: fits none of {keyword.Value.ToJsonString()}"],
        "allOf" => keyword.Value!.AsArray().SelectMany(part => Faults((JsonObject)part!, value, path)),
        "if" => Takes((JsonObject)keyword.Value!, value) && schema["then"] is JsonObject then ? Faults(then, value, path) : [],
        "then" => [],
        "type" => Names(keyword.Value!).Any(type => IsA(type, value)) ? [] : [$"{path}: is no {keyword.Value!.ToJsonString()}"],
        "enum" => keyword.Value!.AsArray().Any(option => JsonNode.DeepEquals(option, value)) ? [] : [$"{path}: is not in {keyword.Value.ToJsonString()}"],
        "const" => JsonNode.DeepEquals(keyword.Value, value) ? [] : [$"{path}: is not {keyword.Value!.ToJsonString()}"],
        "pattern" => value?.GetValueKind() != JsonValueKind.String || Regex.IsMatch((string)value!, (string)keyword.Value!, RegexOptions.None, TimeSpan.FromSeconds(1)) ? [] : [$"{path}: does not match"],
        "minimum" => value?.GetValueKind() != JsonValueKind.Number || Number(value) >= Number(keyword.Value!) ? [] : [$"{path}: is too small"],
        "maximum" => value?.GetValueKind() != JsonValueKind.Number || Number(value) <= Number(keyword.Value!) ? [] : [$"{path}: is too large"],
        "maxItems" => value is not JsonArray list || list.Count <= (int)keyword.Value! ? [] : [$"{path}: is too long"],
        "maxProperties" => value is not JsonObject many || many.Count <= (int)keyword.Value! ? [] : [$"{path}: has too many members"],
        "items" => value is not JsonArray list ? [] : list.SelectMany((item, index) => Faults((JsonObject)keyword.Value!, item, $"{path}[{index}]")),
        "required" => value is not JsonObject map ? [] : Names(keyword.Value!).Where(name => !map.ContainsKey(name)).Select(name => $"{path}: lacks {name}"),
        "properties" => value is not JsonObject map ? [] : map.Where(member => keyword.Value!.AsObject().ContainsKey(member.Key))
            .SelectMany(member => Faults((JsonObject)keyword.Value![member.Key]!, member.Value, $"{path}.{member.Key}")),
        "additionalProperties" => value is not JsonObject map ? [] : map.Where(member => schema["properties"]?.AsObject().ContainsKey(member.Key) != true)
            .SelectMany(member => keyword.Value is JsonObject other ? Faults(other, member.Value, $"{path}.{member.Key}") : [$"{path}: knows no {member.Key}"]),
        _ => throw new NotSupportedException(keyword.Key),
    });

    private static IEnumerable<string> Names(JsonNode names) => names is JsonArray list ? list.Select(name => (string)name!) : [(string)names!];

    private static decimal Number(JsonNode value) => decimal.Parse(value.ToJsonString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture);

    private static bool IsA(string type, JsonNode? value) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) or ("number", JsonValueKind.Number) or ("null", JsonValueKind.Null) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("integer", JsonValueKind.Number) => Number(value!) % 1 == 0,
        _ => false,
    };
}
