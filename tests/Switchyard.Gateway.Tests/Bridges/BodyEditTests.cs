using System.Buffers;
using System.Text;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Registry;

namespace Switchyard.Gateway.Tests.Bridges;

public sealed class BodyEditTests
{
    [Theory]
    [InlineData("""{"model":"a"}""", "b", """{"model":"b"}""")]
    [InlineData("""{ "x" : 1.50e+2 , "model" :  "a" }""", "b", """{ "x" : 1.50e+2 , "model" :  "b" }""")]
    [InlineData("""{"model":"a"}""", "a", """{"model":"a"}""")]
    [InlineData("""{"model":"a"}""", null, """{"model":"a"}""")]
    [InlineData("""{"model":null}""", "b", """{"model":"b"}""")]
    [InlineData(""" {} """, "b", """ {"model":"b"} """)]
    [InlineData("""{ "x":1}""", "b", """{"model":"b", "x":1}""")]
    [InlineData("""{"model":"a"}""", "ü\"/\n", """{"model":"ü\"/\n"}""")]
    [Trait("criterion", "PRV-67")]
    public void The_model_alone_is_replaced(string body, string? model, string expected)
    {
        foreach (var format in Enum.GetValues<BridgeFormat>().Where(static format => format != BridgeFormat.Mcp))
        {
            Bodies.Upstream(format, body, model).ShouldBe(expected);
        }
    }

    [Theory]
    [InlineData("""{"stream":true}""", """{"stream_options":{"include_usage":true},"stream":true}""")]
    [InlineData("""{"stream":true,"stream_options":{}}""", """{"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"stream":true,"stream_options": { "x":1 } }""", """{"stream":true,"stream_options": {"include_usage":true, "x":1 } }""")]
    [InlineData("""{"stream_options":{"include_usage" : false,"y":[{}]},"stream":true}""", """{"stream_options":{"include_usage" : true,"y":[{}]},"stream":true}""")]
    [InlineData("""{"stream":true,"stream_options":{"include_usage":null,"include_usage":true}}""", """{"stream":true,"stream_options":{"include_usage":true,"include_usage":true}}""")]
    [InlineData("""{"stream":true,"stream_options":null}""", """{"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"stream":true,"stream_options":{"include_usage":true}}""", """{"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"stream":true,"stream_options":7}""", """{"stream":true,"stream_options":7}""")]
    [InlineData("""{"stream":false,"stream_options":{}}""", """{"stream":false,"stream_options":{}}""")]
    [InlineData("""{"n":2}""", """{"n":2}""")]
    [Trait("criterion", "PRV-90")]
    public void A_streamed_chat_is_asked_for_its_usage(string body, string expected) =>
        Bodies.Upstream(BridgeFormat.ChatCompletions, body).ShouldBe(expected);

    [Fact]
    [Trait("criterion", "PRV-91")]
    public void Other_formats_are_not_asked()
    {
        const string body = """{"stream":true,"n":3,"stream_options":{}}""";
        Bodies.Upstream(BridgeFormat.Messages, body).ShouldBe(body);
        Bodies.Upstream(BridgeFormat.Responses, body).ShouldBe(body);
    }

    [Fact]
    [Trait("criterion", "PRV-67")]
    public void Whatever_the_body_every_byte_outside_the_edits_stays()
    {
        var random = new Random(20260067);
        for (var round = 0; round < 5000; round++)
        {
            var (body, expected) = RandomBody.Make(random, "target/mödel");
            var actual = Bodies.Upstream(BridgeFormat.ChatCompletions, body, "target/mödel");
            if (actual != expected)
            {
                actual.ShouldBe(expected, body);
            }
        }
    }

    [Fact]
    [Trait("criterion", "PRV-82")]
    public void Inspecting_and_editing_a_chat_body_allocates_at_most_512_bytes()
    {
        var body = Encoding.UTF8.GetBytes(
            """{"model":"gpt-4o-mini","temperature":0.7,"stream":true,"messages":[{"role":"system","content":"You are terse."},{"role":"user","content":"Tell me a story of 250 bytes."}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}]}""");
        var output = new ArrayBufferWriter<byte>(4096);
        var bridge = BridgeSet.Of(BridgeFormat.ChatCompletions);

        void Once()
        {
            output.ResetWrittenCount();
            bridge.TryInspect(body, 256, out var facts, out _);
            bridge.WriteUpstreamBody(body, facts, "gpt-4o", output);
        }

        for (var i = 0; i < 200; i++)
        {
            Once();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            Once();
        }

        // The facts, the model's name and the writer of the new name; nothing that grows with the body.
        ((GC.GetAllocatedBytesForCurrentThread() - before) / 100).ShouldBeLessThanOrEqualTo(512);
    }
}
