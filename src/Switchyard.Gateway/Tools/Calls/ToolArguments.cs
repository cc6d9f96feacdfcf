using System.Runtime.CompilerServices;
using System.Text.Json;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Model.Bundles;

namespace Switchyard.Gateway.Tools.Calls;

/// <summary>Says what is wrong with a model's arguments before a server is bothered with them: JSON, and the top level of the tool's schema. What lies deeper the server knows best.</summary>
internal static class ToolArguments
{
    private static readonly ConditionalWeakTable<OfferedTool, Schema> Known = [];

    /// <summary>What is wrong, as a sentence for the model; null when the server may be called.</summary>
    public static string? Fault(OfferedTool tool, ReadOnlyMemory<byte> arguments)
    {
        if (arguments.IsEmpty)
        {
            return Known.GetValue(tool, Schema.Of).Missing([]);
        }

        var json = arguments.Span;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return "The arguments are not a JSON object.";
            }

            reader.Skip();
            reader.Read();
            return Known.GetValue(tool, Schema.Of).Fault(json, JsonMember.Of(json));
        }
        catch (JsonException)
        {
            return "The arguments are not valid JSON.";
        }
    }

    private sealed class Schema(IReadOnlyList<string> required, IReadOnlyDictionary<string, string[]?> properties, bool isClosed)
    {
        public static Schema Of(OfferedTool tool)
        {
            var json = tool.Tool.Definition.Span;
            var properties = new Dictionary<string, string[]?>(StringComparer.Ordinal);
            if (JsonMember.Of(json).ValueOf("inputSchema") is not { } schema)
            {
                return new Schema([], properties, isClosed: false);
            }

            var members = JsonMember.Of(json, schema);
            if (members.ValueOf("properties") is { } named)
            {
                foreach (var property in JsonMember.Of(json, named))
                {
                    properties[property.Name] = Types(json, property.Value);
                }
            }

            var required = new List<string>();
            if (members.ValueOf("required") is { } list)
            {
                foreach (var name in JsonMember.Elements(json, list))
                {
                    if (json[name.Start.Value] == (byte)'"')
                    {
                        required.Add(JsonText.OfToken(json[name]));
                    }
                }
            }

            var isClosed = members.ValueOf("additionalProperties") is { } additional && json[additional].SequenceEqual("false"u8) && members.IndexOf("patternProperties") < 0;
            return new Schema(required, properties, isClosed);
        }

        public string? Missing(List<JsonMember> members)
        {
            foreach (var name in required)
            {
                if (members.IndexOf(name) < 0)
                {
                    return $"The argument '{name}' is missing.";
                }
            }

            return null;
        }

        public string? Fault(ReadOnlySpan<byte> json, List<JsonMember> members)
        {
            foreach (var member in members)
            {
                if (!properties.TryGetValue(member.Name, out var types))
                {
                    if (isClosed)
                    {
                        return $"There is no argument '{member.Name}'.";
                    }
                }
                else if (types is not null && !FitsAny(types, json[member.Value]))
                {
                    return $"The argument '{member.Name}' must be of type {string.Join(" or ", types)}.";
                }
            }

            return Missing(members);
        }

        private static bool FitsAny(string[] types, ReadOnlySpan<byte> value)
        {
            foreach (var type in types)
            {
                if (Fits(type, (char)value[0], value))
                {
                    return true;
                }
            }

            return false;
        }

        private static string[]? Types(ReadOnlySpan<byte> json, Range property)
        {
            if (JsonMember.Of(json, property).ValueOf("type") is not { } type)
            {
                return null;
            }

            if (json[type.Start.Value] == (byte)'"')
            {
                return [JsonText.OfToken(json[type])];
            }

            var types = new List<string>();
            foreach (var element in JsonMember.Elements(json, type))
            {
                types.Add(JsonText.OfToken(json[element]));
            }

            return types.Count == 0 ? null : [.. types];
        }

        private static bool Fits(string type, char kind, ReadOnlySpan<byte> value) => type switch
        {
            "string" => kind == '"',
            "object" => kind == '{',
            "array" => kind == '[',
            "boolean" => kind is 't' or 'f',
            "null" => kind == 'n',
            "number" => kind == '-' || char.IsAsciiDigit(kind),

            // JSON Schema: 1.0 is an integer.
            "integer" => (kind == '-' || char.IsAsciiDigit(kind)) && IsWhole(value),
            _ => true,
        };

        private static bool IsWhole(ReadOnlySpan<byte> value) =>
            !value.ContainsAny((byte)'.', (byte)'e', (byte)'E') || (System.Buffers.Text.Utf8Parser.TryParse(value, out double number, out _) && number == Math.Floor(number));
    }
}
