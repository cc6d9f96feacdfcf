using System.Text;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Registry;
using Switchyard.Gateway.Tests.Streaming;

namespace Switchyard.Gateway.Tests.Bridges;

public sealed class InspectionTests
{
    public static TheoryData<string> Formats => [.. Enum.GetNames<BridgeFormat>().Where(static name => name != nameof(BridgeFormat.Mcp))];

    [Theory, MemberData(nameof(Formats))]
    [Trait("criterion", "PRV-68")]
    public void Broken_bodies_are_refused_with_a_position(string name)
    {
        var format = Enum.Parse<BridgeFormat>(name);

        Bodies.Fault(format, "").ShouldContain("empty");
        Bodies.Fault(format, "  ").ShouldContain("ends too early");
        Bodies.Fault(format, "[]").ShouldContain("not a JSON object");
        Bodies.Fault(format, "\"x\"").ShouldContain("not a JSON object");
        Bodies.Fault(format, "{\"model\":\"a\"").ShouldContain("ends too early, at byte 12");
        Bodies.Fault(format, "{\"a\":1,}").ShouldContain("byte 7");
        Bodies.Fault(format, "{\n\"a\":1,\n\"b\":tru}").ShouldContain("byte 16");
        Bodies.Fault(format, "{} x").ShouldContain("byte 3");
        Bodies.Fault(format, "{\"a\":1}{\"a\":2}").ShouldContain("byte 7");
        Bodies.Fault(format, [.. "{\"a\":\""u8, 0xC3, 0x28, .. "\"}"u8]).ShouldContain("UTF-8");
    }

    [Theory, MemberData(nameof(Formats))]
    [Trait("criterion", "PRV-66")]
    public void Nesting_is_limited(string name)
    {
        var format = Enum.Parse<BridgeFormat>(name);
        string Nested(int levels) => "{\"x\":" + new string('[', levels - 1) + new string(']', levels - 1) + "}";

        Bodies.Inspect(format, Nested(256)).Model.ShouldBe("unknown");
        Bodies.Fault(format, Nested(257)).ShouldContain("deeper than 256 levels");
        Bodies.Fault(format, Nested(100_000)).ShouldContain("deeper than 256 levels");
    }

    [Theory, MemberData(nameof(Formats))]
    [Trait("criterion", "PRV-68")]
    public void A_missing_model_is_unknown(string name)
    {
        var format = Enum.Parse<BridgeFormat>(name);

        Bodies.Inspect(format, "{}").Model.ShouldBe("unknown");
        Bodies.Inspect(format, "{\"model\":null}").Model.ShouldBe("unknown");
        Bodies.Inspect(format, "{\"model\":7}").Model.ShouldBe("unknown");
        Bodies.Inspect(format, "{\"model\":\"\"}").Model.ShouldBe("unknown");
        Bodies.Inspect(format, "{\"model\":\"gpt\\u002dx\"}").Model.ShouldBe("gpt-x");
        Bodies.Inspect(format, "{\"nested\":{\"model\":\"no\"},\"model\":\"yes\"}").Model.ShouldBe("yes");
    }

    [Theory, MemberData(nameof(Formats))]
    [Trait("criterion", "PRV-67")]
    public void A_member_that_decides_may_not_stand_twice_in_any_spelling(string name)
    {
        var format = Enum.Parse<BridgeFormat>(name);

        Bodies.Fault(format, "{\"model\":\"a\",\"model\":\"b\"}").ShouldContain("'model' stands in the body twice");
        Bodies.Fault(format, "{\"model\":\"a\",\"mod\\u0065l\":\"b\"}").ShouldContain("'model' stands in the body twice");
        Bodies.Fault(format, "{\"stream\":false,\"stream\":true}").ShouldContain("'stream' stands in the body twice");
        Bodies.Fault(format, "{\"stream\":\"true\"}").ShouldContain("must be true or false");
        Bodies.Inspect(format, "{\"x\":1,\"x\":2,\"stream\":null}").Stream.ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "PRV-90")]
    public void Chat_facts()
    {
        var facts = Bodies.Inspect(
            BridgeFormat.ChatCompletions,
            """{"max_tokens":10,"model":"gpt-x","stream":true,"stream_options":{"include_usage":true,"x":[1]},"max_completion_tokens":20,"messages":[]}""");

        facts.Model.ShouldBe("gpt-x");
        facts.Stream.ShouldBeTrue();
        facts.UsageRequested.ShouldBeTrue();
        facts.MaxOutputTokens.ShouldBe(20);
        Bodies.Inspect(BridgeFormat.ChatCompletions, """{"stream_options":{"include_usage":true,"include_usage":false}}""").UsageRequested.ShouldBeFalse();
        Bodies.Fault(BridgeFormat.ChatCompletions, """{"stream_options":{},"stream_options":{}}""").ShouldContain("'stream_options' stands in the body twice");
    }

    [Theory]
    [InlineData("""[{"role":"user","content":"one"},{"content":"tw\u00f6","role":"user"}]""", "twö")]
    [InlineData("""[{"role":"user","content":[{"type":"text","text":"a"},{"text":"b","type":"text"},{"type":"image_url","image_url":{"url":"x","text":"no"}}]}]""", "b")]
    [InlineData("""[{"role":"user","content":"u"},{"role":"assistant","content":"no"}]""", "u")]
    [InlineData("""[{"role":"user","content":"u"},{"role":"user","content":[{"type":"image_url"}]}]""", null)]
    [InlineData("""[{"role":"system","content":"s"}]""", null)]
    [InlineData("""[3,null,"x",{"role":"user","content":5}]""", null)]
    [InlineData("\"text\"", null)]
    [InlineData("{}", null)]
    [Trait("criterion", "PRV-94")]
    public void The_prompt_is_the_last_text_of_the_last_user_message(string messages, string? prompt)
    {
        Bodies.Prompt(BridgeFormat.ChatCompletions, $$"""{"messages":{{messages}}}""").ShouldBe(prompt);
        Bodies.Prompt(BridgeFormat.Messages, $$"""{"messages":{{messages}}}""").ShouldBe(prompt);
    }

    [Theory]
    [InlineData("\"plain\"", "plain", null)]
    [InlineData("""[{"role":"user","content":[{"type":"input_text","text":"hi"}]}]""", "hi", null)]
    [InlineData("""[{"type":"message","role":"user","content":"q"},{"type":"function_call","call_id":"a"},{"type":"function_call_output","call_id":"a","output":"x"}]""", "q", "a")]
    [InlineData("""[{"type":"function_call","call_id":"a"},{"type":"function_call","call_id":"b"},{"call_id":"a","type":"function_call_output"},{"call_id":"b","type":"custom_tool_call_output"}]""", null, "b")]
    [InlineData("""[{"type":"function_call_output","call_id":"a"},{"type":"message","role":"assistant","content":[]},{"role":"user","content":"next"}]""", "next", null)]
    [InlineData("""[{"type":"function_call_output","call_id":"a"},{"type":"reasoning","summary":[]},{"type":"function_call","call_id":"z"}]""", null, null)]
    [Trait("criterion", "PRV-119")]
    public void Responses_input(string input, string? prompt, string? toolResult)
    {
        var body = $$"""{"input":{{input}}}""";
        Bodies.Prompt(BridgeFormat.Responses, body).ShouldBe(prompt);
        Bodies.Inspect(BridgeFormat.Responses, body).ToolResultId.ShouldBe(toolResult);
    }

    [Fact]
    [Trait("criterion", "PRV-119")]
    public void Tool_results_correlate()
    {
        Bodies.Inspect(
            BridgeFormat.ChatCompletions,
            """{"messages":[{"role":"assistant","tool_calls":[{"id":"a"},{"id":"b"}]},{"role":"tool","tool_call_id":"a","content":"1"},{"role":"tool","tool_call_id":"b","content":"2"}]}""")
            .ToolResultId.ShouldBe("b");
        Bodies.Inspect(
            BridgeFormat.ChatCompletions,
            """{"messages":[{"role":"tool","tool_call_id":"a","content":"1"},{"role":"assistant","content":"done"},{"role":"user","content":"next"}]}""")
            .ToolResultId.ShouldBeNull();
        Bodies.Inspect(
            BridgeFormat.Messages,
            """{"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t0"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"inner"}]},{"tool_use_id":"t2","type":"tool_result"},{"type":"text","text":"and now"}]}]}""")
            .ToolResultId.ShouldBe("t2");
        Bodies.Inspect(
            BridgeFormat.Messages,
            """{"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1"}]},{"role":"assistant","content":"x"}]}""")
            .ToolResultId.ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "PRV-92")]
    public void Responses_facts()
    {
        var facts = Bodies.Inspect(BridgeFormat.Responses, """{"background":true,"max_output_tokens":1e2,"stream":true,"model":"m"}""");

        facts.Background.ShouldBeTrue();
        facts.MaxOutputTokens.ShouldBe(100);
        Bodies.Inspect(BridgeFormat.Responses, """{"background":false}""").Background.ShouldBeFalse();
        Bodies.Inspect(BridgeFormat.Responses, """{"background":true,"background":false}""").Background.ShouldBeTrue();
    }

    [Fact]
    [Trait("criterion", "PRV-79")]
    public void Messages_facts()
    {
        var facts = Bodies.Inspect(BridgeFormat.Messages, """{"metadata":{"x":1,"user_id":"user_1_session_ab"},"max_tokens":-3,"model":"claude-x"}""");

        facts.MetadataUserId.ShouldBe("user_1_session_ab");
        facts.MaxOutputTokens.ShouldBe(0);
        Bodies.Inspect(BridgeFormat.Messages, """{"metadata":["user_id"]}""").MetadataUserId.ShouldBeNull();
        Bodies.Inspect(BridgeFormat.Messages, """{"metadata":{"user_id":{"a":"b"}}}""").MetadataUserId.ShouldBeNull();
    }

    [Fact]
    [Trait("criterion", "PRV-68")]
    public void Texts_that_are_no_unicode_do_no_harm()
    {
        const string body = """{"model":"a\ud800b","messages":[{"role":"user","content":"x\udc00"}],"\ud800":1}""";

        Bodies.Inspect(BridgeFormat.ChatCompletions, body).Model.ShouldBe("a\uFFFDb");
        Bodies.Prompt(BridgeFormat.ChatCompletions, body).ShouldBe("x\uFFFD");
        Bodies.Upstream(BridgeFormat.ChatCompletions, body).ShouldBe(body);
    }

    [Fact]
    [Trait("criterion", "PRV-68")]
    public void Mutated_bodies_never_break_it()
    {
        var random = new Random(20260068);
        byte[][] seeds =
        [
            """{"model":"gpt-x","stream":true,"stream_options":{"include_usage":false},"messages":[{"role":"user","content":[{"type":"text","text":"h\u00e9"}]},{"role":"tool","tool_call_id":"c","content":"r"}],"n":2}"""u8.ToArray(),
            """{"model":"claude","max_tokens":10,"metadata":{"user_id":"u"},"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t"}]}]}"""u8.ToArray(),
            """{"model":"o","input":[{"role":"user","content":[{"type":"input_text","text":"q"}]},{"type":"function_call_output","call_id":"x"}],"background":false}"""u8.ToArray(),
        ];
        var accepted = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var body = Mutation.Of(seeds[round % 3], random);
            foreach (var format in Enum.GetValues<BridgeFormat>().Where(static format => format != BridgeFormat.Mcp))
            {
                var bridge = BridgeSet.Of(format);
                if (bridge.TryInspect(body, 64, out var facts, out _))
                {
                    accepted++;
                    var upstream = Encoding.UTF8.GetBytes(Bodies.Written(output => bridge.WriteUpstreamBody(body, facts, "new/model", output)));
                    bridge.TryInspect(upstream, 64, out var again, out var fault).ShouldBeTrue(fault);
                    again.Model.ShouldBe("new/model");
                }
            }
        }

        accepted.ShouldBeGreaterThan(1000);
    }
}
