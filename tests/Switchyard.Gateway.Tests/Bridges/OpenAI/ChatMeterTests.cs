using System.Text;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Gateway.Bridges.Metering;
using Switchyard.Gateway.Tests.Streaming;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Tests.Bridges.OpenAI;

public sealed class ChatMeterTests
{
    private static readonly string Whole = Encoding.UTF8.GetString(RecordedStreams.Chat);

    [Fact]
    [Trait("criterion", "PRV-95")]
    public void Usage_is_read_by_name_and_cached_input_counts_once()
    {
        var (meter, _) = Meters.Stream(BridgeFormat.ChatCompletions, RecordedStreams.Chat);

        meter.Usage.ShouldBe(new UsageTally
        {
            Input = 36,
            CacheRead = 64,
            Output = 20,
            Reasoning = 5,
            InputAudio = 3,
            OutputAudio = 2,
            AcceptedPrediction = 4,
            RejectedPrediction = 1,
            Reported = true,
        });
        meter.ResponseId.ShouldBe("chatcmpl-1");
        meter.ToolCalls.ShouldBe([new ToolCall("call_1", "read", "{\"path\":1}")]);
        meter.IsComplete.ShouldBeTrue();
        meter.SawError.ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "PRV-90")]
    public void The_usage_chunk_is_withheld_from_a_client_that_did_not_ask_and_nothing_else_is()
    {
        var usage = Whole.Split("\n\n").Single(part => part.Contains("prompt_tokens", StringComparison.Ordinal)) + "\n\n";

        Meters.Stream(BridgeFormat.ChatCompletions, RecordedStreams.Chat).Relayed.ShouldBe(Whole.Replace(usage, "", StringComparison.Ordinal));
        Meters.Stream(BridgeFormat.ChatCompletions, RecordedStreams.Chat, usageRequested: true).Relayed.ShouldBe(Whole);
    }

    [Theory]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":4}}""", true, 3)]
    [InlineData("""{"choices":[],"prompt_filter_results":[{"prompt_index":0}]}""", true, 0)]
    [InlineData("""{"choices":[],"usage":null}""", true, 0)]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":0}}""", false, 3)]
    [InlineData("""{"usage":{"prompt_tokens":3}}""", false, 3)]
    [Trait("criterion", "PRV-90")]
    public void What_is_a_usage_chunk(string data, bool relayed, long input)
    {
        var meter = Meters.Start(BridgeFormat.ChatCompletions, false, ProviderType.OpenAI);

        meter.OnEvent([], Encoding.UTF8.GetBytes(data)).ShouldBe(relayed);
        meter.Usage.Input.ShouldBe(input);
        meter.Usage.Reported.ShouldBe(input > 0);
    }

    [Theory]
    [InlineData("""{"prompt_tokens":100,"completion_tokens":5,"prompt_cache_hit_tokens":80,"prompt_cache_miss_tokens":20}""", 20, 80, 5)]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":50}}""", 0, 10, 5)]
    [InlineData("""{"prompt_tokens":10.0,"completion_tokens":5e0,"prompt_tokens_details":null}""", 10, 0, 5)]
    [InlineData("""{"prompt_tokens":-1,"completion_tokens":"7","completion_tokens_details":[]}""", 0, 0, 0)]
    [InlineData("""{"prompt_tokens":1e400,"completion_tokens":99999999999999999999}""", 0, 0, 0)]
    [Trait("criterion", "PRV-95")]
    public void Usage_in_odd_spellings(string usage, long input, long cached, long output)
    {
        var tally = Meters.Body(BridgeFormat.ChatCompletions, $$"""{"id":"x","choices":[],"usage":{{usage}}}""").Usage;

        (tally.Input, tally.CacheRead, tally.Output).ShouldBe((input, cached, output));
    }

    [Fact]
    [Trait("criterion", "PRV-91")]
    public void Input_counts_without_output_and_the_last_running_sum_wins()
    {
        Meters.Body(BridgeFormat.ChatCompletions, """{"usage":{"prompt_tokens":9}}""").Usage.ShouldBe(new UsageTally { Input = 9, Reported = true });
        Meters.Data(
            BridgeFormat.ChatCompletions,
            """{"choices":[{"index":0}],"usage":{"prompt_tokens":9,"completion_tokens":1}}""",
            """{"choices":[{"index":0}],"usage":{"prompt_tokens":9,"completion_tokens":2}}""").Usage.Output.ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "PRV-86")]
    public void A_stream_cut_at_any_event_is_incomplete()
    {
        var bytes = RecordedStreams.Chat;
        var end = Whole.IndexOf("data: [DONE]", StringComparison.Ordinal);
        for (var cut = 0; cut <= Encoding.UTF8.GetByteCount(Whole[..end]); cut++)
        {
            Meters.Stream(BridgeFormat.ChatCompletions, bytes.AsSpan(0, cut)).Meter.IsComplete.ShouldBeFalse();
        }
    }

    [Fact]
    [Trait("criterion", "PRV-101")]
    public void A_compatible_server_may_leave_out_done_usage_and_id()
    {
        var stream = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"u8.ToArray();

        var compatible = Meters.Stream(BridgeFormat.ChatCompletions, stream, upstream: ProviderType.OpenAICompatible).Meter;
        compatible.IsComplete.ShouldBeTrue();
        compatible.Usage.Reported.ShouldBeFalse();
        compatible.ResponseId.ShouldBeNull();
        Meters.Stream(BridgeFormat.ChatCompletions, stream).Meter.IsComplete.ShouldBeFalse();

        var two = "data: {\"choices\":[{\"index\":0,\"finish_reason\":\"stop\"},{\"index\":1,\"delta\":{}}]}\n\n"u8.ToArray();
        Meters.Stream(BridgeFormat.ChatCompletions, two, upstream: ProviderType.OpenAICompatible).Meter.IsComplete.ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "PRV-117")]
    public void Tool_calls_are_assembled_whatever_their_numbering()
    {
        Meters.Data(
            BridgeFormat.ChatCompletions,
            """{"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"{}","name":"a"},"id":"1","index":0},{"index":1,"id":"2","function":{"name":"b"}}]},"index":0}]}""",
            """{"choices":[{"delta":{"tool_calls":[{"index":1,"function":{"arguments":"[1]"}}]},"index":1}]}""",
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"function":{"arguments":"\"x\u00e9"}},{"index":1,"function":{"arguments":"\""}}]}}]}""")
            .ToolCalls.ShouldBe([new ToolCall("1", "a", "{}"), new ToolCall("2", "b", "\"xé\""), new ToolCall("", "", "[1]")]);

        // All calls at index 0, told apart by their ids.
        Meters.Data(
            BridgeFormat.ChatCompletions,
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"1","function":{"name":"a","arguments":"{}"}}]}}]}""",
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"2","function":{"name":"b","arguments":"{}"}}]}}]}""")
            .ToolCalls.Select(call => call.Id).ShouldBe(["1", "2"]);

        Meters.Body(
            BridgeFormat.ChatCompletions,
            """{"choices":[{"index":0,"message":{"role":"assistant","reasoning_content":"hm","tool_calls":[{"id":"1","type":"function","function":{"name":"a","arguments":"{\"k\":1}"}},{"id":"2","type":"custom","custom":{"name":"c","input":"free"}}]}}]}""")
            .ToolCalls.ShouldBe([new ToolCall("1", "a", "{\"k\":1}"), new ToolCall("2", "c", "free") { Kind = "custom" }]);
    }

    [Fact]
    [Trait("criterion", "PRV-89")]
    public void What_is_collected_is_bounded()
    {
        var meter = Meters.Start(BridgeFormat.ChatCompletions, false, ProviderType.OpenAI);
        var piece = new string('é', 10_000);
        for (var i = 0; i < 300; i++)
        {
            meter.OnEvent([], Encoding.UTF8.GetBytes($$$"""{"choices":[{"index":0,"delta":{"reasoning":"{{{piece}}}","tool_calls":[{"index":{{{i}}},"function":{"arguments":"{{{piece}}}\n"}},{"index":0,"function":{"arguments":"{{{piece}}}"}}]}}]}"""));
        }

        Encoding.UTF8.GetByteCount(meter.Reasoning!).ShouldBeLessThanOrEqualTo(BoundedText.MaxBytes);
        meter.ToolCalls.Count.ShouldBe(ToolCallCollector.MaxCalls);
        meter.ToolCalls.Sum(call => Encoding.UTF8.GetByteCount(call.Input)).ShouldBeLessThanOrEqualTo(ToolCallCollector.MaxBytes + BoundedText.MaxBytes);
        meter.ToolCalls[0].Input.ShouldNotContain("\uFFFD");
    }

    [Fact]
    [Trait("criterion", "PRV-85")]
    public void An_error_of_the_upstream_is_noticed()
    {
        Meters.Data(BridgeFormat.ChatCompletions, """{"error":{"message":"overloaded"}}""").SawError.ShouldBeTrue();
        Meters.Data(BridgeFormat.ChatCompletions, """{"choices":[],"error":null}""").SawError.ShouldBeFalse();
    }
}
