using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Bundles.Sessions.Messages;
using Switchyard.Bundles.Sessions.Transports;

namespace Switchyard.Bundles.Sessions.Clients;

/// <summary>The headers that repeat parts of a request of stateless versions (MCP 2026-07-28, Streamable HTTP, "Request Metadata"), so that what stands between client and server can route without reading bodies.</summary>
internal static class MirroredHeaders
{
    private const string Annotation = "x-mcp-header";

    /// <summary>The headers of a request; <paramref name="tool"/> is the definition of the tool it calls, or null.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(string method, JsonObject? parameters, ProtocolVersion version, JsonElement? tool)
    {
        if (!version.IsStateless)
        {
            return [];
        }

        List<KeyValuePair<string, string>> headers = [new("MCP-Protocol-Version", version.Name), new("Mcp-Method", method)];
        var name = method is "tools/call" or "prompts/get" ? MessageParser.Text(parameters, "name") : method == "resources/read" ? MessageParser.Text(parameters, "uri")
            : method.StartsWith("tasks/", StringComparison.Ordinal) ? MessageParser.Text(parameters, "taskId") : null;
        if (name is not null)
        {
            headers.Add(new("Mcp-Name", Encode(name)));
        }

        if (tool is { } definition && definition.TryGetProperty("inputSchema", out var schema) && TryFind(schema, out var annotated))
        {
            headers.AddRange(from each in annotated
                             let value = Value(parameters?["arguments"], each.Path)
                             where value is not null
                             select new KeyValuePair<string, string>("Mcp-Param-" + each.Header, Encode(value)));
        }

        return headers;
    }

    /// <summary>Why a tool must not be offered over HTTP: an annotation breaks the rules. Null for a good one.</summary>
    public static string? Fault(JsonElement tool) =>
        tool.TryGetProperty("inputSchema", out var schema) && !TryFind(schema, out _) ? $"its schema has an '{Annotation}' that the protocol does not allow" : null;

    /// <summary>The value as it is if every server reads it as it is, else in Base64.</summary>
    internal static string Encode(string value) =>
        value.All(static c => c is >= ' ' and <= '~') && value.Trim(' ').Length == value.Length && value.Length > 0 && !(value.StartsWith("=?base64?", StringComparison.Ordinal) && value.EndsWith("?=", StringComparison.Ordinal))
            ? value
            : $"=?base64?{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}?=";

    private static bool TryFind(JsonElement schema, out List<(string Header, string[] Path)> annotated)
    {
        annotated = [];
        return Collect(schema, [], annotated)
            && annotated.Select(static each => each.Header).Distinct(StringComparer.OrdinalIgnoreCase).Count() == annotated.Count
            && Count(schema) == annotated.Count;
    }

    /// <summary>Collects what is reached by <c>properties</c> alone; false when one is not as it must be.</summary>
    private static bool Collect(JsonElement schema, string[] path, List<(string, string[])> annotated)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
        {
            return true;
        }

        foreach (var property in properties.EnumerateObject())
        {
            string[] here = [.. path, property.Name];
            if (property.Value.ValueKind == JsonValueKind.Object && property.Value.TryGetProperty(Annotation, out var header))
            {
                if (header.ValueKind != JsonValueKind.String || !IsToken(header.GetString()!) || !property.Value.TryGetProperty("type", out var type)
                    || type.ValueKind != JsonValueKind.String || type.GetString() is not ("string" or "integer" or "boolean"))
                {
                    return false;
                }

                annotated.Add((header.GetString()!, here));
            }

            if (!Collect(property.Value, here, annotated))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Annotations anywhere in the schema. A property that is itself called so is an object and no annotation.</summary>
    private static int Count(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Object => schema.EnumerateObject().Sum(static member => member.Name == Annotation && member.Value.ValueKind != JsonValueKind.Object ? 1 : Count(member.Value)),
        JsonValueKind.Array => schema.EnumerateArray().Sum(Count),
        _ => 0,
    };

    private static string? Value(JsonNode? arguments, string[] path)
    {
        var at = arguments;
        foreach (var name in path)
        {
            at = (at as JsonObject)?[name];
        }

        return at is not JsonValue value ? null : value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            JsonValueKind.Number when value.TryGetValue<long>(out var number) => number.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
    }

    private static bool IsToken(string text) => text.Length > 0 && text.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));
}
