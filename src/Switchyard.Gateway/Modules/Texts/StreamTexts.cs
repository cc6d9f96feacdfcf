using System.Text.Json;

namespace Switchyard.Gateway.Modules.Texts;

/// <summary>Finds what an event of a stream adds to the texts of an answer: which of its parts, and what.</summary>
internal static class StreamTexts
{
    /// <summary>The additions of one event of <paramref name="format"/>; none where it adds no text.</summary>
    /// <exception cref="JsonException">The data is neither JSON nor the end mark of the format.</exception>
    public static IEnumerable<(int Part, string Text)> Of(string format, ReadOnlySpan<byte> data)
    {
        if (data.Trim(" \r\n"u8).SequenceEqual("[DONE]"u8))
        {
            return [];
        }

        var reader = new Utf8JsonReader(data);
        var root = JsonElement.ParseValue(ref reader);
        return root.ValueKind != JsonValueKind.Object ? []
            : format == "chat_completions" ? OfChoices(root)
            : root.TryGetProperty("delta", out var delta) ? Strings(delta).Select(text => (PartOf(root), text))
            : [];
    }

    private static IEnumerable<(int Part, string Text)> OfChoices(JsonElement root) =>
        root.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array
            ? choices.EnumerateArray()
                .Where(static choice => choice.ValueKind == JsonValueKind.Object && choice.TryGetProperty("delta", out _))
                .SelectMany(static choice => Strings(choice.GetProperty("delta")).Select(text => (PartOf(choice), text)))
            : [];

    // Parts of one answer arrive interleaved; a text is what its own part says.
    private static int PartOf(JsonElement owner) => (Number(owner, "output_index") * 1_000) + Number(owner, "content_index") + Number(owner, "index");

    private static int Number(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? Math.Clamp(number, 0, 1_000_000) : 0;

    private static IEnumerable<string> Strings(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => [TextOf(value)],
        JsonValueKind.Array => value.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => value.EnumerateObject().Where(static member => !JsonTexts.IsMechanics(member.Name)).SelectMany(static member => Strings(member.Value)),
        _ => [],
    };

    // A lone surrogate is no text for the platform, and it is one for models that cut in the middle of a character.
    private static string TextOf(JsonElement value)
    {
        try
        {
            return value.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText();
        }
    }
}
