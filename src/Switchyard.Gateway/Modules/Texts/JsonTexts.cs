using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace Switchyard.Gateway.Modules.Texts;

/// <summary>Finds the texts of requests and answers: strings that people or models wrote, and not those by which the formats work. What is not known is a text.</summary>
internal static class JsonTexts
{
    // Deeper than any body that is admitted; only an answer of an upstream could be deeper, and that is not JSON anybody reads.
    private const int MaxDepth = 1_000;

    private static readonly FrozenSet<string> RequestMembers = FrozenSet.Create(StringComparer.Ordinal, "messages", "system", "input", "instructions", "prompt");

    private static readonly FrozenSet<string> AnswerMembers = FrozenSet.Create(StringComparer.Ordinal, "choices", "output", "content");

    private static readonly FrozenSet<string> Mechanics = FrozenSet.Create(
        StringComparer.Ordinal,
        "role", "type", "id", "object", "status", "name", "index", "tool_call_id", "tool_use_id", "call_id", "item_id", "file_id", "finish_reason", "stop_reason", "media_type", "detail", "format",
        "data", "file_data", "url", "image_url", "input_audio", "signature", "encrypted_content", "cache_control", "logprobs");

    /// <summary>Where the texts of a request stand: offsets of their content, quotes not included.</summary>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static List<Range> OfRequest(ReadOnlySpan<byte> body) => Find(body, RequestMembers);

    /// <summary>Where the texts of an answer stand.</summary>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static List<Range> OfAnswer(ReadOnlySpan<byte> body) => Find(body, AnswerMembers);

    /// <summary>Whether a member of this name holds no text.</summary>
    public static bool IsMechanics(string name) => Mechanics.Contains(name);

    private static List<Range> Find(ReadOnlySpan<byte> body, FrozenSet<string> members)
    {
        var texts = new List<Range>();
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        var isMechanics = false;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    var name = Encoding.UTF8.GetString(reader.ValueSpan);
                    isMechanics = reader.CurrentDepth == 1 ? !members.Contains(name) : Mechanics.Contains(name);
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray when isMechanics:
                    reader.Skip();
                    isMechanics = false;
                    break;
                case JsonTokenType.String when !isMechanics && reader.ValueSpan.Length > 0:
                    var start = (int)reader.TokenStartIndex + 1;
                    texts.Add(start..(start + reader.ValueSpan.Length));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    // What follows is an element of a list that was entered, and so no mechanics.
                    isMechanics = false;
                    break;
                default:
                    break;
            }
        }

        return texts;
    }
}
