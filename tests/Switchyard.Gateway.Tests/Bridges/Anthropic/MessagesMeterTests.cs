using System.Text;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Tests.Streaming;

namespace Switchyard.Gateway.Tests.Bridges.Anthropic;

public sealed class MessagesMeterTests
{
    [Fact]
    [Trait("criterion", "PRV-94")]
    public void A_stream_is_metered()
    {
        var (meter, relayed) = Meters.Stream(BridgeFormat.Messages, RecordedStreams.Messages);

        meter.Usage.ShouldBe(new UsageTally { Input = 25, Output = 89, CacheRead = 4000, CacheWrite = 200, CacheWriteHour = 500, WebSearches = 2, Reported = true });
        meter.Reasoning.ShouldBe("Let me see.\n");
        meter.ToolCalls.ShouldBe([new ToolCall("toolu_1", "read", "{\"path\": \"ä\"}")]);
        meter.ResponseId.ShouldBe("msg_1");
        meter.IsComplete.ShouldBeTrue();
        meter.SawError.ShouldBeFalse();
        relayed.ShouldBe(Encoding.UTF8.GetString(RecordedStreams.Messages));
    }

    [Fact]
    [Trait("criterion", "PRV-94")]
    [Trait("criterion", "TOL-69")]
    public void A_blocking_answer_is_metered()
    {
        var meter = Meters.Body(
            BridgeFormat.Messages,
            """{"id":"msg_2","type":"message","content":[{"type":"thinking","thinking":"t"},{"type":"text","text":"x"},{"type":"server_tool_use","id":"s","name":"web_search","input":{}},{"type":"tool_use","name":"ls","id":"u1","input":{"dir" : "."}},{"type":"tool_use","id":"u2","name":"pwd","input":{}}],"usage":{"input_tokens":7,"output_tokens":8,"cache_creation_input_tokens":9,"cache_read_input_tokens":null}}""");

        meter.Usage.ShouldBe(new UsageTally { Input = 7, Output = 8, CacheWrite = 9, Reported = true });
        meter.Reasoning.ShouldBe("t");
        meter.ToolCalls.ShouldBe([new ToolCall("s", "web_search", "{}") { Kind = "server_tool_use" }, new ToolCall("u1", "ls", "{\"dir\" : \".\"}"), new ToolCall("u2", "pwd", "{}")]);
        meter.IsComplete.ShouldBeTrue();
    }

    [Fact]
    [Trait("criterion", "PRV-94")]
    public void Counts_of_the_end_add_to_those_of_the_start_and_never_lower_them()
    {
        var meter = Meters.Data(
            BridgeFormat.Messages,
            """{"type":"message_start","message":{"usage":{"input_tokens":0,"output_tokens":1,"cache_creation_input_tokens":30,"cache_creation":{"ephemeral_1h_input_tokens":30}}}}""",
            """{"usage":{"output_tokens":5,"input_tokens":12,"cache_creation_input_tokens":0},"delta":{"stop_reason":"end_turn"},"type":"message_delta"}""");

        meter.Usage.ShouldBe(new UsageTally { Input = 12, Output = 5, CacheWriteHour = 30, Reported = true });
        meter.IsComplete.ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "PRV-86")]
    public void A_stream_cut_before_its_end_is_incomplete_and_keeps_its_usage()
    {
        for (var cut = 0; cut < RecordedStreams.Messages.Length - 1; cut++)
        {
            var meter = Meters.Stream(BridgeFormat.Messages, RecordedStreams.Messages.AsSpan(0, cut)).Meter;
            meter.IsComplete.ShouldBeFalse();
            (meter.Usage.Input is 0 or 25).ShouldBeTrue();
        }
    }

    [Fact]
    [Trait("criterion", "PRV-85")]
    public void An_error_event_is_noticed()
    {
        var meter = Meters.Data(BridgeFormat.Messages, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""");
        meter.SawError.ShouldBeTrue();
        meter.IsComplete.ShouldBeFalse();
        Meters.Body(BridgeFormat.Messages, """{"type":"error","error":{"type":"api_error"}}""").SawError.ShouldBeTrue();
    }
}
