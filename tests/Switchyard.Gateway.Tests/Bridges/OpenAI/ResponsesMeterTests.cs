using System.Text;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Tests.Streaming;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Tests.Bridges.OpenAI;

public sealed class ResponsesMeterTests
{
    private static readonly string Whole = Encoding.UTF8.GetString(RecordedStreams.Responses);

    [Theory]
    [InlineData("response.completed", false)]
    [InlineData("response.incomplete", false)]
    [InlineData("response.failed", true)]
    [Trait("criterion", "PRV-93")]
    public void Usage_is_read_from_each_of_the_three_ends(string end, bool failed)
    {
        var (meter, relayed) = Meters.Stream(BridgeFormat.Responses, Encoding.UTF8.GetBytes(Whole.Replace("response.completed", end, StringComparison.Ordinal)));

        meter.Usage.ShouldBe(new UsageTally { Input = 40, CacheRead = 10, Output = 30, Reasoning = 12, Reported = true });
        meter.IsComplete.ShouldBeTrue();
        meter.SawError.ShouldBe(failed);
        meter.ResponseId.ShouldBe("resp_1");
        meter.Reasoning.ShouldBe("First, think.");
        meter.ToolCalls.ShouldBe([new ToolCall("call_9", "grep", "{\"q\":\"x\"}")]);
        relayed.ShouldBe(Whole.Replace("response.completed", end, StringComparison.Ordinal));
    }

    [Fact]
    [Trait("criterion", "PRV-86")]
    public void A_stream_cut_before_its_end_is_incomplete()
    {
        for (var cut = 0; cut < RecordedStreams.Responses.Length - 1; cut++)
        {
            Meters.Stream(BridgeFormat.Responses, RecordedStreams.Responses.AsSpan(0, cut)).Meter.IsComplete.ShouldBeFalse();
        }
    }

    [Fact]
    [Trait("criterion", "PRV-92")]
    [Trait("criterion", "TOL-69")]
    public void A_blocking_answer_is_metered()
    {
        var meter = Meters.Body(
            BridgeFormat.Responses,
            """{"id":"resp_2","object":"response","status":"completed","error":null,"output":[{"type":"web_search_call"},{"type":"reasoning","summary":[],"content":[{"type":"reasoning_text","text":"r"}]},{"type":"custom_tool_call","call_id":"c","name":"n","input":"raw"},{"type":"unheard_of","x":{}}],"usage":{"input_tokens":5,"output_tokens":2}}""");

        meter.ResponseId.ShouldBe("resp_2");
        meter.Usage.ShouldBe(new UsageTally { Input = 5, Output = 2, WebSearches = 1, Reported = true });
        meter.Reasoning.ShouldBe("r");
        meter.ToolCalls.ShouldBe([new ToolCall("", "web_search_call", "") { Kind = "web_search_call" }, new ToolCall("c", "n", "raw") { Kind = "custom" }]);
        meter.SawError.ShouldBeFalse();
        Meters.Body(BridgeFormat.Responses, """{"error":{"message":"no"}}""").SawError.ShouldBeTrue();
    }

    [Fact]
    [Trait("criterion", "PRV-101")]
    public void A_compatible_server_may_end_with_done()
    {
        var stream = "data: {\"type\":\"response.created\",\"response\":{\"id\":\"r\"}}\n\ndata: [DONE]\n\n"u8.ToArray();

        Meters.Stream(BridgeFormat.Responses, stream, upstream: ProviderType.OpenAICompatible).Meter.IsComplete.ShouldBeTrue();
        Meters.Stream(BridgeFormat.Responses, stream).Meter.IsComplete.ShouldBeFalse();
    }
}
