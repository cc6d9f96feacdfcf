using System.Buffers.Binary;
using System.Text;
using Switchyard.Simulator.Content;
using Switchyard.Simulator.Dialects.Bedrock;

namespace Switchyard.Simulator.Tests.Bedrock;

public sealed class BedrockTests : SimulatorFixture
{
    private const string Body = """{"anthropic_version":"bedrock-2023-05-31","max_tokens":100,"messages":[{"role":"user","content":"hello yard"}]}""";

    private static readonly (string, string) Signed = ("Authorization",
        "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + new string('0', 64));

    [Fact]
    public void The_checksum_is_the_usual_one() => Crc32.Of("123456789"u8).ShouldBe(0xCBF43926);

    [Fact]
    public async Task A_blocking_answer_is_a_message()
    {
        var answer = await JsonAsync("/model/anthropic.claude-sim-tokens-5-v1%3A0/invoke", Body, Signed);

        answer.GetProperty("content")[0].GetProperty("text").GetString().ShouldBe(SimulatedText.For(SimulatedText.SeedOf("hello yard"), 5));
        Server.Log.Last.Key.ShouldBe("AKID");
        Server.Log.Last.Model.ShouldBe("anthropic.claude-sim-tokens-5-v1:0");
        Server.Log.Last.RawTarget.ShouldBe("/model/anthropic.claude-sim-tokens-5-v1%3A0/invoke");
    }

    [Fact]
    public async Task A_stream_is_framed_with_right_checksums()
    {
        using var response = await SendAsync("/model/claude-sim-tokens-3/invoke-with-response-stream", Body, Signed);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/vnd.amazon.eventstream");
        var frames = Frames(await response.Content.ReadAsByteArrayAsync(Ending));
        frames.ShouldAllBe(frame => frame.Headers[":message-type"] == "event" && frame.Headers[":event-type"] == "chunk");
        var events = frames.Select(frame => JsonDocument.Parse(frame.Payload.RootElement.GetProperty("bytes").GetBytesFromBase64()).RootElement).ToList();
        events[0].GetProperty("type").GetString().ShouldBe("message_start");
        string.Concat(events.Where(item => item.GetProperty("type").GetString() == "content_block_delta").Select(item => item.GetProperty("delta").GetProperty("text").GetString()))
            .ShouldBe(SimulatedText.For(SimulatedText.SeedOf("hello yard"), 3));
        events[^1].GetProperty("amazon-bedrock-invocationMetrics").GetProperty("outputTokenCount").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task An_error_in_a_stream_is_an_exception_frame()
    {
        using var response = await SendAsync("/model/sim-fault-error-after-2/invoke-with-response-stream", Body, Signed);

        var frames = Frames(await response.Content.ReadAsByteArrayAsync(Ending));
        frames.Count.ShouldBe(3);
        frames[^1].Headers[":message-type"].ShouldBe("exception");
        frames[^1].Headers[":exception-type"].ShouldBe("internalServerException");
    }

    [Theory]
    [InlineData("""{"max_tokens":1,"messages":[]}""", 400)]
    [InlineData("""{"anthropic_version":"bedrock-2023-05-31","max_tokens":1,"model":"x"}""", 400)]
    [InlineData("""{"anthropic_version":"bedrock-2023-05-31","max_tokens":1,"metadata":{}}""", 400)]
    [InlineData("""{"anthropic_version":"bedrock-2023-05-31","max_tokens":1,"messages":[]}""", 200)]
    public async Task Members_that_bedrock_does_not_know_are_refused(string body, int status)
    {
        using var response = await SendAsync("/model/sim/invoke", body, Signed);

        ((int)response.StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task An_unsigned_request_is_refused()
    {
        using var response = await SendAsync("/model/sim/invoke", Body, ("Authorization", "Bearer x"));

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        response.Headers.GetValues("x-amzn-ErrorType").Single().ShouldBe("AccessDeniedException");
    }

    private static List<(Dictionary<string, string> Headers, JsonDocument Payload)> Frames(byte[] bytes)
    {
        List<(Dictionary<string, string>, JsonDocument)> frames = [];
        while (bytes.Length > 0)
        {
            var total = BinaryPrimitives.ReadInt32BigEndian(bytes);
            var headersLength = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4));
            BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(8)).ShouldBe(Crc32.Of(bytes.AsSpan(0, 8)));
            BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(total - 4)).ShouldBe(Crc32.Of(bytes.AsSpan(0, total - 4)));
            var headers = new Dictionary<string, string>();
            for (var place = 12; place < 12 + headersLength;)
            {
                var name = Encoding.ASCII.GetString(bytes, place + 1, bytes[place]);
                place += 1 + bytes[place];
                bytes[place].ShouldBe((byte)7);
                var length = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(place + 1));
                headers[name] = Encoding.UTF8.GetString(bytes, place + 3, length);
                place += 3 + length;
            }

            frames.Add((headers, JsonDocument.Parse(bytes.AsMemory(12 + headersLength, total - 16 - headersLength))));
            bytes = bytes[total..];
        }

        return frames;
    }
}
