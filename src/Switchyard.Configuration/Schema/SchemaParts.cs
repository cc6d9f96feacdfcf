using System.Text.Json.Nodes;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Schema;

/// <summary>
/// The kinds of value a configuration file has, as JSON schema. Each takes what the file's reader takes: null for the default, and a reference to a variable in place of any scalar.
/// </summary>
internal static class SchemaParts
{
    private static readonly string[] TextTypes = ["string", "number", "boolean", "null"];

    /// <summary>What every schema may point to.</summary>
    public static JsonObject Definitions() => new()
    {
        ["reference"] = new JsonObject
        {
            ["description"] = "A reference to an environment variable: ${NAME} or ${NAME:-default}.",
            ["type"] = "string",
            ["pattern"] = "\\$\\{",
        },
        ["duration"] = new JsonObject
        {
            ["description"] = "Whole numbers with the units d, h, m, s, ms, largest first: 250ms, 30s, 1h30m.",
            ["anyOf"] = new JsonArray(
                new JsonObject { ["type"] = "string", ["pattern"] = "^(?=[0-9])([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$|^0$" },
                new JsonObject { ["const"] = 0 },
                Reference()),
        },
    };

    public static JsonObject Text(string description, string? fallback = null) => With(new JsonObject { ["description"] = description, ["type"] = Types(TextTypes) }, fallback);

    public static JsonObject Flag(string description, bool fallback) => With(Scalar(description, new JsonObject { ["type"] = "boolean" }), fallback);

    public static JsonObject Whole(string description, long min, long max, long? fallback = null) =>
        With(Scalar(description, new JsonObject { ["type"] = "integer", ["minimum"] = min, ["maximum"] = max }), fallback);

    public static JsonObject Number(string description, decimal min, decimal max, double? fallback = null) =>
        With(Scalar(description, new JsonObject { ["type"] = "number", ["minimum"] = min, ["maximum"] = max }), fallback);

    public static JsonObject Duration(string description, TimeSpan min, TimeSpan max, TimeSpan? fallback = null) => With(
        Scalar($"{description} {Durations.Format(min)} to {Durations.Format(max)}.", new JsonObject { ["$ref"] = "#/$defs/duration" }),
        fallback is { } usual ? Durations.Format(usual) : null);

    public static JsonObject Instant(string description) => Scalar(description, new JsonObject { ["type"] = "string", ["format"] = "date-time" });

    public static JsonObject Choice(string description, string fallback, params IEnumerable<string> names) =>
        With(Scalar(description, new JsonObject { ["enum"] = Types(names) }), fallback);

    public static JsonObject List(string description, int max, JsonObject item) =>
        new() { ["description"] = description, ["type"] = Types(["array", "null"]), ["maxItems"] = max, ["items"] = item };

    public static JsonObject Texts(string description, int max) => List(description, max, new JsonObject { ["type"] = Types(["string", "number", "boolean"]) });

    public static JsonObject Section(string description, params IEnumerable<(string Name, JsonObject Schema)> members) => new()
    {
        ["description"] = description,
        ["type"] = Types(["object", "null"]),
        ["additionalProperties"] = false,
        ["properties"] = new JsonObject(members.Select(member => KeyValuePair.Create<string, JsonNode?>(member.Name, member.Schema))),
    };

    /// <summary>Named objects: <c>remove: true</c> stands in place of everything that is required besides the name.</summary>
    public static JsonObject Named(string description, int max, string what, IReadOnlyList<string> required, params IEnumerable<(string Name, JsonObject Schema)> members)
    {
        var item = Section(what, [.. members, ("remove", Flag("Takes the object of this name in earlier sources away; then no other field stands beside the name.", false))]);
        item["type"] = "object";
        item["anyOf"] = new JsonArray(
            new JsonObject { ["required"] = Types(required) },
            new JsonObject { ["required"] = Types(["remove"]) });
        return List(description, max, item);
    }

    /// <summary>Objects of a list that must have some fields.</summary>
    public static JsonObject Item(string description, IReadOnlyList<string> required, params IEnumerable<(string Name, JsonObject Schema)> members)
    {
        var item = Section(description, members);
        item["type"] = "object";
        item["required"] = Types(required);
        return item;
    }

    public static JsonArray Types(params IEnumerable<string> names) => [.. names.Select(name => JsonValue.Create(name))];

    public static JsonObject Reference() => new() { ["$ref"] = "#/$defs/reference" };

    private static JsonObject Scalar(string description, JsonObject kind) => new()
    {
        ["description"] = description,
        ["anyOf"] = new JsonArray(kind, Reference(), new JsonObject { ["type"] = "null" }),
    };

    private static JsonObject With<T>(JsonObject schema, T? fallback)
    {
        if (fallback is not null)
        {
            schema["default"] = JsonValue.Create(fallback);
        }

        return schema;
    }
}
