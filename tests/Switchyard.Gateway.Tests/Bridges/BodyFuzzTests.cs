using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Switchyard.Fuzzing;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Bedrock;
using Switchyard.Gateway.Bridges.Registry;
using JsonObject = System.Text.Json.Nodes.JsonObject;

namespace Switchyard.Gateway.Tests.Bridges;

/// <summary>Bodies that nobody should send. What is refused is refused with a place within the body; what is taken is edited as a JSON parser and writer would edit it, and no byte besides.</summary>
public sealed partial class BodyFuzzTests
{
    private const int MaxDepth = 32;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 1000 };

    private static readonly FuzzPlan Plan = FuzzPlan.Of(
        [
            """{"model":"gpt-5","stream":true,"messages":[{"role":"system","content":"Be \"brief\"."},{"role":"user","content":[{"type":"text","text":"Grüße 𝄞"},{"type":"image_url","image_url":{"url":"data:x"}}]}],"max_tokens":100}""",
            """{ "model" : "claude-x" , "max_tokens" : 1024, "stream": false, "metadata": {"user_id":"user_1_session_2"}, "system":[{"type":"text","text":"s"}], "messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"n","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"r"}]}] }""",
            """{"mod\u0065l":"m","input":"Hello","stream":true,"background":false,"max_output_tokens":7,"stream_options":{"include_usage":false,"x":[1,2.50,-0.0e+1]},"tools":[{"type":"function","name":"f"}]}""",
            """{"input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"x"}]},{"type":"function_call_output","call_id":"c","output":"o"}],"stream":true,"stream_options":null}""",
            "{}",
        ],
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0061", "\\ud834\\udd1e", "\\ud800", "null", "true", "false", "\"model\":", "\"model\":\"m\",", "\"stream\":true,", "\"stream\":", "\"stream_options\":{},", "\"stream_options\":",
        "\"include_usage\":true", "\"include_usage\":null,", "\"messages\":[],", "\"role\":\"user\"", "\"content\":", "\"metadata\":{\"user_id\":\"u\"},", "\"anthropic_beta\":[\"b\"],", "\"anthropic_version\":\"v\",", "\"thinking\":{\"type\":\"adaptive\"},",
        "1e400", " ", "\n", "\t", "𝄞", "[[[[[[[[", "\"a\":{\"a\":{\"a\":");

    [Theory]
    [InlineData(nameof(BridgeFormat.ChatCompletions))]
    [InlineData(nameof(BridgeFormat.Messages))]
    [InlineData(nameof(BridgeFormat.Responses))]
    [Trait("criterion", "PRV-67")]
    public void A_body_is_refused_with_its_place_or_edited_as_a_parser_would(string formatName)
    {
        var format = Enum.Parse<BridgeFormat>(formatName);
        var bridge = BridgeSet.Of(format);
        var output = new ArrayBufferWriter<byte>(8192);
        FuzzRun.Check(
            Plan,
            (input, _) =>
            {
                if (!bridge.TryInspect(input, MaxDepth, out var facts, out var fault))
                {
                    Holds.That(fault is not null);
                    CheckPlace(fault!, input.Length);
                    return Kind(fault!);
                }

                output.ResetWrittenCount();
                bridge.WriteUpstreamBody(input, facts, model: null, output);
                var isEdited = format == BridgeFormat.ChatCompletions && facts.Stream && !facts.UsageRequested;
                if (!isEdited)
                {
                    Holds.Same(output.WrittenSpan, input);
                }

                CheckEdit(bridge, input, facts, "target/mödel", isEdited, output);
                Holds.That(facts.PromptToken.End.Value <= input.Length);
                return HashCode.Combine(facts.Stream, facts.UsageRequested, facts.Background, facts.MaxOutputTokens is null, facts.ToolResultId is null, facts.MetadataUserId is null);
            },
            leastKinds: 8);
    }

    [Fact]
    [Trait("criterion", "PRV-97")]
    public void A_body_for_Bedrock_has_the_members_that_a_parser_would_leave()
    {
        var bridge = BridgeSet.Of(BridgeFormat.Messages);
        FuzzRun.Check(
            Plan,
            (input, random) =>
            {
                if (!bridge.TryInspect(input, MaxDepth, out _, out _) || Parse(input) is not { } expected)
                {
                    return -1;
                }

                var shaped = BedrockBody.Shape(input, "none", ["flag"], new BedrockModels([]));
                foreach (var name in (string[])["model", "stream", "metadata", "service_tier", "container", "inference_geo"])
                {
                    expected.Remove(name);
                }

                expected.TryAdd("anthropic_version", "bedrock-2023-05-31");
                List<string> betas = ["flag"];
                if (expected["anthropic_beta"] is JsonArray own)
                {
                    betas.AddRange(own.OfType<JsonValue>().Where(static flag => flag.GetValueKind() == JsonValueKind.String).Select(static flag => flag.GetValue<string>()).Where(static flag => flag.Length > 0));
                }
                else if (expected["anthropic_beta"] is { } odd)
                {
                    return odd.GetValueKind() == JsonValueKind.Object ? 1 : 2;
                }

                expected["anthropic_beta"] = new JsonArray([.. betas.Distinct(StringComparer.Ordinal).Select(static flag => (JsonNode)flag)]);
                var actual = Parse(shaped.ToArray());
                Holds.That(actual is not null && JsonNode.DeepEquals(actual, expected));
                return expected.Count + 10;
            },
            leastKinds: 4);
    }

    private static void CheckEdit(IBridge bridge, byte[] input, RequestFacts facts, string model, bool asksUsage, ArrayBufferWriter<byte> output)
    {
        output.ResetWrittenCount();
        bridge.WriteUpstreamBody(input, facts, model, output);
        var written = output.WrittenSpan.ToArray();
        var reader = new Utf8JsonReader(written, new JsonReaderOptions { MaxDepth = 1000 });
        while (reader.Read())
        {
            // Throws when it is no JSON.
        }

        // A parser of the platform takes no member twice; then only the above is known.
        if (Parse(input) is not { } expected)
        {
            return;
        }

        expected["model"] = model;
        if (asksUsage && expected["stream_options"] is var options and (null or JsonObject))
        {
            var asked = (JsonObject?)options ?? [];
            asked["include_usage"] = true;
            expected["stream_options"] ??= asked;
        }

        Holds.That(Parse(written) is { } actual && JsonNode.DeepEquals(actual, expected));
    }

    private static void CheckPlace(string fault, int length)
    {
        if (Place().Match(fault) is { Success: true } place)
        {
            Holds.That(int.Parse(place.Groups[1].ValueSpan, CultureInfo.InvariantCulture) <= length, fault);
        }
    }

    private static int Kind(string fault) => -1 - Place().Replace(fault, "").Length;

    // A lone surrogate in a name or text is no text for the platform. It passes through Switchyard as it is, and the platform can not say what it ought to be.
    private static JsonObject? Parse(byte[] json)
    {
        try
        {
            var node = JsonNode.Parse(json, documentOptions: Strict) as JsonObject;
            _ = node?.ToJsonString(new JsonSerializerOptions { MaxDepth = 1000 });
            return node;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"at byte (\d+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();
}
