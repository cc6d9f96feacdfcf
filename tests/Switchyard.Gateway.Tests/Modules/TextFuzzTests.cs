using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Fuzzing;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Modules.Texts;

namespace Switchyard.Gateway.Tests.Modules;

/// <summary>Texts found and edited in bodies without a parse. A text is what a parser reads, and after an edit a parser reads the edited text and nothing else has moved.</summary>
public sealed class TextFuzzTests
{
    private static readonly FuzzPlan Plan = FuzzPlan.Of(
        [
            """{"model":"m","messages":[{"role":"user","content":"Gr\u00fc\u00dfe \"x\" 𝄞 \ud834\udd1e\n"},{"role":"user","content":[{"type":"text","text":"call 555-1234"}]}],"system":"s"}""",
            """{"choices":[{"index":0,"message":{"role":"assistant","content":"a\\b\/c","tool_calls":[{"id":"i","function":{"name":"n","arguments":"{\"k\":\"v\"}"}}]}}],"content":[{"type":"text","text":"t"}]}""",
            """{"input":"plain","instructions":["a",["b",{"x":"c","type":"d"}]],"prompt":null}""",
        ],
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\\\", "\\\"", "\\n", "\\u0041", "\\ud834", "\\udd1e", "\\ud834\\udd1e", "\\u", "𝄞", "é", "\"content\":", "\"content\":\"x\",", "\"messages\":", "\"type\":[", "\"role\":{\"a\":\"b\"},", "null", " ");

    [Fact]
    public void Texts_are_what_a_parser_reads_and_edits_move_nothing_else() => FuzzRun.Check(Plan, Edit, leastKinds: 5);

    private static int Edit(byte[] input, Random random)
    {
        List<Range> texts;
        try
        {
            if (!System.Text.Unicode.Utf8.IsValid(input))
            {
                return -1;
            }

            texts = random.Next(2) == 0 ? JsonTexts.OfRequest(input) : JsonTexts.OfAnswer(input);
        }
        catch (JsonException)
        {
            return -2;
        }

        var edits = new TextEdits();
        var mapped = new MappedText();
        var expected = new List<byte>();
        var copied = 0;
        foreach (var text in texts)
        {
            var content = input.AsSpan(text);
            mapped.Read(content, text.Start.Value);
            if (IsText(content))
            {
                Holds.Equal(mapped.Characters.ToString(), JsonText.OfToken([(byte)'"', .. content, (byte)'"']));
            }

            var index = random.Next(mapped.Characters.Length);
            var length = random.Next(mapped.Characters.Length - index) + 1;
            var bytes = mapped.BytesOf(index, length);
            Holds.That(bytes.Start.Value >= text.Start.Value && bytes.End.Value <= text.End.Value && bytes.Start.Value < bytes.End.Value);
            edits.Replace(bytes, "[\"é\\]");
            expected.AddRange(input.AsSpan(copied, bytes.Start.Value - copied));
            expected.AddRange("[\\\"é\\\\]"u8);
            copied = bytes.End.Value;
        }

        expected.AddRange(input.AsSpan(copied));
        var edited = edits.Apply(input);
        Holds.Same(edited, expected.ToArray());
        using var parsed = JsonDocument.Parse(edited, new JsonDocumentOptions { MaxDepth = 1001 });
        return Math.Min(texts.Count, 50);
    }

    // What is no text for the platform is compared with nothing: each reader replaces it in its own way.
    private static bool IsText(ReadOnlySpan<byte> content)
    {
        try
        {
            return JsonNode.Parse((byte[])[(byte)'"', .. content, (byte)'"'])!.GetValue<string>() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
