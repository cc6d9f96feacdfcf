using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Switchyard.Fuzzing;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Tests.Streaming;
using Switchyard.Model.Providers;
using JsonObject = System.Text.Json.Nodes.JsonObject;

namespace Switchyard.Gateway.Tests.Bridges;

/// <summary>Answers that no upstream should give. A meter never throws, counts nothing absurd, and withholds whole events only.</summary>
public sealed class MeterFuzzTests
{
    private static readonly string[] Tokens =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0075sage", "\\ud800", "null", "true", "1e15", "-5", "1.5", "\n\n", "data: ", "data: {\"usage\":{}}\n\n", "data: [DONE]\n\n", "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
        "\"usage\":", "\"usage\":null,", "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3},", "\"usage\":{\"input_tokens\":9,\"output_tokens\":2},", "\"choices\":[],", "\"error\":{\"message\":\"m\"},", "\"error\":\"e\",", "\"index\":", "\"index\":-1,",
        "\"index\":2147483648,", "\"type\":\"error\",", "\"type\":\"response.failed\",", "\"delta\":{\"content\":\"x\"},", "\"tool_calls\":[{\"index\":0}],", "\"id\":\"i\",", "\"response\":", "\"item\":", "\"message\":", "\"content_block\":", "[[[[[[[[",
        "\"cached_tokens\":999,", "\"cache_creation\":{\"ephemeral_1h_input_tokens\":5},",
    ];

    [Theory]
    [InlineData("chat", nameof(BridgeFormat.ChatCompletions))]
    [InlineData("messages", nameof(BridgeFormat.Messages))]
    [InlineData("responses", nameof(BridgeFormat.Responses))]
    [Trait("criterion", "PRV-83")]
    public void Streams_never_break_a_meter_and_lose_whole_events_only(string name, string formatName)
    {
        var format = Enum.Parse<BridgeFormat>(formatName);
        FuzzRun.Check(
            new FuzzPlan([RecordedStreams.Get(name)], [.. Tokens.Select(Encoding.UTF8.GetBytes)]) { Inputs = 3_000 },
            (input, random) =>
            {
                var asked = random.Next(2) == 0;
                var (meter, relayed) = Meters.Stream(format, input, asked, random.Next(2) == 0 ? ProviderType.OpenAI : ProviderType.OpenAICompatible);
                Check(meter);
                if (asked || format != BridgeFormat.ChatCompletions)
                {
                    // All but what no blank line has ended yet.
                    Holds.That(Encoding.UTF8.GetString(input).StartsWith(relayed, StringComparison.Ordinal));
                }

                return HashCode.Combine(meter.IsComplete, meter.SawError, meter.Usage.Reported, meter.ToolCalls.Count, meter.Reasoning is null, relayed.Length < input.Length);
            },
            leastKinds: 6);
    }

    [Theory]
    [InlineData("chat", nameof(BridgeFormat.ChatCompletions))]
    [InlineData("messages", nameof(BridgeFormat.Messages))]
    [InlineData("responses", nameof(BridgeFormat.Responses))]
    [Trait("criterion", "PRV-83")]
    public void Bodies_never_break_a_meter_and_count_what_a_parser_reads(string name, string formatName)
    {
        var format = Enum.Parse<BridgeFormat>(formatName);
        List<string> bodies = [.. Sse.Reference(RecordedStreams.Get(name)).Select(static item => item.Data)];
        bodies.Add("""{"id":"x","type":"message","role":"assistant","choices":[{"index":0,"message":{"content":"c","tool_calls":[{"id":"i","type":"function","function":{"name":"n","arguments":"{}"}}]}}],"usage":{"prompt_tokens":10,"completion_tokens":4,"prompt_tokens_details":{"cached_tokens":3}}}""");
        bodies.Add("""{"id":"x","type":"message","content":[{"type":"text","text":"t"}],"output":[],"usage":{"input_tokens":10,"output_tokens":4,"cache_read_input_tokens":5}}""");
        FuzzRun.Check(
            FuzzPlan.Of(bodies, Tokens),
            (input, _) =>
            {
                var meter = Meters.Start(format, usageRequested: true, ProviderType.OpenAI);
                meter.OnBody(input);
                Check(meter);
                if (Output(input, format) is { } output)
                {
                    Holds.Equal(meter.Usage.Output, output);
                }

                return HashCode.Combine(meter.IsComplete, meter.SawError, meter.Usage.Reported, meter.ToolCalls.Count, meter.Reasoning is null);
            },
            leastKinds: 3);
    }

    private static void Check(IResponseMeter meter)
    {
        var usage = meter.Usage;
        Holds.That(usage is { Input: >= 0, Output: >= 0, CacheRead: >= 0, CacheWrite: >= 0, CacheWriteHour: >= 0, Reasoning: >= 0, InputAudio: >= 0, OutputAudio: >= 0, WebSearches: >= 0 });
        Holds.That(usage.Input <= 1L << 53 && usage.Output <= 1L << 53);
        Holds.That(meter.ToolCalls.All(static call => call.Input is not null && call.Input.Length <= BoundedText.MaxBytes));
        Holds.That(meter.Reasoning is not { Length: > BoundedText.MaxBytes });
    }

    // Null where only one member of a name and one spelling of the count would make it plain.
    private static long? Output(byte[] body, BridgeFormat format)
    {
        try
        {
            var usage = (JsonNode.Parse(body, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject)?["usage"] as JsonObject;
            var names = format == BridgeFormat.Messages ? (string[])["output_tokens"] : ["output_tokens", "completion_tokens"];
            return format != BridgeFormat.Responses && names.Where(name => usage?.ContainsKey(name) == true).ToList() is [var only] && usage![only] is JsonValue value
                && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<long>(out var count) && count is >= 0 and < 9_000_000_000_000_000
                ? count
                : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
