using System.Text;
using System.Text.Json;

namespace Switchyard.Simulator.Requests;

/// <summary>Reads <see cref="RequestFacts"/> from a JSON body. The dialects use different names for different things, so one reader serves them all.</summary>
internal static class RequestReader
{
    /// <summary>Null when the body is not a JSON object.</summary>
    public static RequestFacts? TryRead(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 512 });
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static RequestFacts Read(JsonElement root)
    {
        var turns = Member(root, "messages") ?? Member(root, "input");
        var isList = turns is { ValueKind: JsonValueKind.Array };
        var last = isList && turns!.Value.GetArrayLength() > 0 ? turns.Value[turns.Value.GetArrayLength() - 1] : (JsonElement?)null;
        return new RequestFacts
        {
            Model = Text(root, "model"),
            Stream = Flag(root, "stream"),
            IncludeUsage = Member(root, "stream_options") is { ValueKind: JsonValueKind.Object } options && Flag(options, "include_usage"),
            Choices = Math.Clamp(Number(root, "n") ?? 1, 1, 128),
            MaxTokens = Number(root, "max_tokens") ?? Number(root, "max_completion_tokens") ?? Number(root, "max_output_tokens") ?? int.MaxValue,
            Prompt = isList ? LastUserText(turns!.Value) : turns?.ToString() ?? "",
            TextBytes = TextBytes(turns) + TextBytes(Member(root, "system")) + TextBytes(Member(root, "instructions")),
            Tools = ToolNames(root),
            ForbidsTools = Text(root, "tool_choice") == "none" || (Member(root, "tool_choice") is { ValueKind: JsonValueKind.Object } choice && Text(choice, "type") == "none"),
            EndsWithToolResult = last is { } item && IsToolResult(item),
            Inputs = Inputs(Member(root, "input")),
            Dimensions = Number(root, "dimensions"),
            Base64Vectors = Text(root, "encoding_format") == "base64",
            Members = [.. root.EnumerateObject().Select(member => member.Name)],
        };
    }

    private static string LastUserText(JsonElement turns)
    {
        for (var index = turns.GetArrayLength() - 1; index >= 0; index--)
        {
            var turn = turns[index];
            if (turn.ValueKind == JsonValueKind.Object && Text(turn, "role") == "user" && ContentText(Member(turn, "content")) is { Length: > 0 } text)
            {
                return text;
            }
        }

        return "";
    }

    private static string ContentText(JsonElement? content)
    {
        if (content is not { ValueKind: JsonValueKind.Array } parts)
        {
            return content is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";
        }

        var joined = new StringBuilder();
        foreach (var part in parts.EnumerateArray())
        {
            joined.Append(part.ValueKind == JsonValueKind.Object ? Text(part, "text") : null);
        }

        return joined.ToString();
    }

    private static bool IsToolResult(JsonElement item) => item.ValueKind == JsonValueKind.Object
        && (Text(item, "role") == "tool" || Text(item, "type") == "function_call_output"
            || (Member(item, "content") is { ValueKind: JsonValueKind.Array } parts
                && parts.EnumerateArray().Any(part => part.ValueKind == JsonValueKind.Object && Text(part, "type") == "tool_result")));

    private static List<string> ToolNames(JsonElement root)
    {
        List<string> names = [];
        if (Member(root, "tools") is { ValueKind: JsonValueKind.Array } tools)
        {
            foreach (var tool in tools.EnumerateArray().Where(tool => tool.ValueKind == JsonValueKind.Object))
            {
                var name = Text(tool, "name") ?? (Member(tool, "function") is { ValueKind: JsonValueKind.Object } function ? Text(function, "name") : null);
                if (name is not null)
                {
                    names.Add(name);
                }
            }
        }

        return names;
    }

    private static List<string> Inputs(JsonElement? input) => input switch
    {
        { ValueKind: JsonValueKind.String } text => [text.GetString()!],
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number) => [list.GetRawText()],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Select(item => item.ToString())],
        _ => [],
    };

    private static int TextBytes(JsonElement? element)
    {
        switch (element?.ValueKind)
        {
            case JsonValueKind.String:
                return Encoding.UTF8.GetByteCount(element.Value.GetString()!);
            case JsonValueKind.Array:
                return element.Value.EnumerateArray().Sum(item => TextBytes(item));
            case JsonValueKind.Object:
                return TextBytes(Member(element.Value, "content")) + TextBytes(Member(element.Value, "text"));
            default:
                return 0;
        }
    }

    private static JsonElement? Member(JsonElement parent, string name) => parent.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement parent, string name) => Member(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static bool Flag(JsonElement parent, string name) => Member(parent, name) is { ValueKind: JsonValueKind.True };

    private static int? Number(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) && value >= 0 ? value : null;
}
