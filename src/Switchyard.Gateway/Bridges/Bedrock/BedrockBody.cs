using System.Buffers;
using System.Text.Json;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Bridges.Bedrock;

/// <summary>Makes the body of a Messages call what Bedrock takes. Members that stay are copied byte for byte, in their order.</summary>
internal static class BedrockBody
{
    private const string Version = "anthropic_version";
    private const string Betas = "anthropic_beta";
    private const string Thinking = "thinking";

    // The first two are in the path, the others are refused by Bedrock.
    private static readonly string[] NeverTaken = ["model", "stream", "metadata", "service_tier", "container", "inference_geo"];

    /// <summary>The body for Bedrock. <paramref name="betas"/> are the flags of the client's headers; <paramref name="models"/> says what the model can do.</summary>
    public static ReadOnlyMemory<byte> Shape(ReadOnlySpan<byte> body, string fallbackModel, IEnumerable<string> betas, BedrockModels models)
    {
        var members = JsonMember.Of(body);
        var model = models.Find(TextOf(body, members, "model") ?? fallbackModel);
        var output = new ArrayBufferWriter<byte>(body.Length + 256);
        var inside = JsonObject.Inside(body);
        output.Write(body[..inside]);

        var isFirst = true;
        if (!members.Exists(member => member.Name == Version))
        {
            output.Write("\"anthropic_version\":\"bedrock-2023-05-31\""u8);
            isFirst = false;
        }

        isFirst &= !WriteBetas(body, members, betas, model, isFirst, output);
        var copiedTo = inside;
        foreach (var member in members)
        {
            if (IsRemoved(member.Name, model))
            {
                copiedTo = member.End;
                continue;
            }

            // What stands between this member and the one before it is the comma and white space; the first one kept needs only the latter.
            var gap = body[copiedTo..member.Start];
            var comma = gap.IndexOf((byte)',');
            output.Write(isFirst || comma >= 0 ? default : ","u8);
            output.Write(isFirst ? gap[(comma + 1)..] : gap);
            isFirst = false;
            output.Write(body[member.Start..member.Value.Start]);
            WriteValue(body, member, members, model, output);
            copiedTo = member.End;
        }

        output.Write(body[(members.Count == 0 ? inside : members[^1].End)..]);
        return output.WrittenMemory;
    }

    private static bool IsRemoved(string name, BedrockModel? model) =>
        name == Betas || NeverTaken.Contains(name, StringComparer.Ordinal) || model?.RemovedMembers.Contains(name, StringComparer.Ordinal) == true;

    private static void WriteValue(ReadOnlySpan<byte> body, JsonMember member, List<JsonMember> members, BedrockModel? model, ArrayBufferWriter<byte> output)
    {
        var value = body[member.Value];
        if (model?.ThinkingBudget == true && member.Name == Thinking && TextOf(value, JsonMember.Of(value), "type") == "adaptive")
        {
            WriteBudget(ThinkingBudget.Of(EffortOf(body, members), MaxTokensOf(body, members)), output);
            return;
        }

        output.Write(value);
    }

    private static void WriteBudget(long budget, ArrayBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, JsonWriting.Options);
        writer.WriteStartObject();
        writer.WriteString("type"u8, budget > 0 ? "enabled"u8 : "disabled"u8);
        if (budget > 0)
        {
            writer.WriteNumber("budget_tokens"u8, budget);
        }

        writer.WriteEndObject();
    }

    private static bool WriteBetas(
        ReadOnlySpan<byte> body, List<JsonMember> members, IEnumerable<string> asked, BedrockModel? model, bool isFirst, ArrayBufferWriter<byte> output)
    {
        var flags = new List<string>(asked);
        foreach (var member in members.Where(member => member.Name == Betas))
        {
            AddTexts(body[member.Value], flags);
        }

        flags = flags.Distinct(StringComparer.Ordinal).Where(flag => model?.Betas is not { } allowed || allowed.Contains(flag, StringComparer.Ordinal)).ToList();
        if (flags.Count == 0)
        {
            return false;
        }

        output.Write(isFirst ? "\"anthropic_beta\":"u8 : ",\"anthropic_beta\":"u8);
        using var writer = new Utf8JsonWriter(output, JsonWriting.Options);
        writer.WriteStartArray();
        foreach (var flag in flags)
        {
            writer.WriteStringValue(flag);
        }

        writer.WriteEndArray();
        return true;
    }

    private static void AddTexts(ReadOnlySpan<byte> array, List<string> texts)
    {
        var reader = new Utf8JsonReader(array, new JsonReaderOptions { MaxDepth = int.MaxValue });
        while (reader.Read())
        {
            if (reader.CurrentDepth == 1 && JsonText.Text(reader) is { } text)
            {
                texts.Add(text);
            }
        }
    }

    private static string? EffortOf(ReadOnlySpan<byte> body, List<JsonMember> members)
    {
        foreach (var member in members)
        {
            if (member.Name == "output_config")
            {
                var value = body[member.Value];
                return TextOf(value, JsonMember.Of(value), "effort");
            }
        }

        return null;
    }

    private static long MaxTokensOf(ReadOnlySpan<byte> body, List<JsonMember> members)
    {
        foreach (var member in members)
        {
            if (member.Name == "max_tokens")
            {
                var reader = new Utf8JsonReader(body[member.Value]);
                reader.Read();
                return JsonNumbers.Count(reader);
            }
        }

        return 0;
    }

    private static string? TextOf(ReadOnlySpan<byte> json, List<JsonMember> members, string name)
    {
        foreach (var member in members)
        {
            if (member.Name == name && json[member.Value.Start] == (byte)'"')
            {
                return JsonText.OfToken(json[member.Value]);
            }
        }

        return null;
    }
}
