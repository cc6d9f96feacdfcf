using System.Text;
using System.Text.Json;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Bridges.Bedrock.EventStreams;
using Switchyard.Gateway.Tests.Streaming;

namespace Switchyard.Gateway.Tests.Bridges.Bedrock.EventStreams;

public sealed class EventStreamTests
{
    private static readonly string[] Jsons = [.. Sse.Reference(RecordedStreams.Messages).Select(item => item.Data)];
    private static readonly byte[] Whole = [.. Jsons.SelectMany(Frames.Chunk)];

    [Fact]
    [Trait("criterion", "PRV-97")]
    public void The_checksum_is_that_of_ieee() => Crc32.Of("123456789"u8).ShouldBe(0xCBF43926u);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(100_000)]
    [Trait("criterion", "PRV-97")]
    public async Task Chunks_become_the_events_that_Anthropic_sends(int piece)
    {
        var sse = await Frames.ReadAsync(new EventStreamToSse(Frames.Of(Whole, piece), 1 << 20));

        sse.ShouldBe(string.Concat(Jsons.Select(json => $"event: {JsonDocument.Parse(json).RootElement.GetProperty("type").GetString()}\ndata: {json}\n\n")));
        var meter = Meters.Stream(BridgeFormat.Messages, Encoding.UTF8.GetBytes(sse)).Meter;
        meter.IsComplete.ShouldBeTrue();
        meter.Usage.Output.ShouldBe(89);
    }

    [Fact]
    [Trait("criterion", "PRV-86")]
    public async Task A_stream_cut_at_any_byte_gives_whole_events_only_and_never_a_clean_end()
    {
        for (var cut = 0; cut < Whole.Length; cut += 3)
        {
            var sse = Encoding.UTF8.GetBytes(await Frames.ReadAsync(new EventStreamToSse(Frames.Of(Whole[..cut], 999), 1 << 20)));
            Meters.Stream(BridgeFormat.Messages, sse).Meter.IsComplete.ShouldBeFalse();
            Sse.Run(sse, [sse.Length]).Events.Count.ShouldBeLessThan(Jsons.Length);
        }
    }

    [Fact]
    [Trait("criterion", "PRV-86")]
    public async Task Any_flipped_bit_of_a_message_is_found()
    {
        var frame = Frames.Chunk("""{"type":"ping"}""");
        for (var bit = 0; bit < frame.Length * 8; bit++)
        {
            var damaged = frame.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            await Should.ThrowAsync<IOException>(() => Frames.ReadAsync(new EventStreamToSse(Frames.Of(damaged, 4096), 1 << 20)));
        }
    }

    [Theory]
    [InlineData(15, 0)]
    [InlineData(20, 5)]
    [InlineData(2_000_000, 0)]
    [InlineData(-1, 0)]
    [InlineData(20, -1)]
    [Trait("criterion", "PRV-66")]
    public async Task Impossible_lengths_are_refused_before_memory_is_taken(int total, int headers)
    {
        var frame = new byte[24];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(frame, total);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), headers);
        Frames.Seal(frame);

        await Should.ThrowAsync<IOException>(() => Frames.ReadAsync(new EventStreamToSse(Frames.Of(frame, 4096), 1 << 20)));
    }

    [Fact]
    [Trait("criterion", "PRV-86")]
    public async Task Broken_headers_and_chunks_are_refused()
    {
        byte[][] broken =
        [
            Frames.Frame([13, (byte)':'], []),
            Frames.Frame([1, (byte)'x', 42], []),
            Frames.Frame([1, (byte)'x', 7, 0, 9, 1], []),
            Frames.Message("""{"bytes":"not base64!"}""", (":message-type", "event")),
        ];
        foreach (var frame in broken)
        {
            await Should.ThrowAsync<IOException>(() => Frames.ReadAsync(new EventStreamToSse(Frames.Of(frame, 4096), 1 << 20)));
        }
    }

    [Theory]
    [InlineData("throttlingException", "rate_limit_error")]
    [InlineData("validationException", "invalid_request_error")]
    [InlineData("serviceUnavailableException", "overloaded_error")]
    [InlineData("modelTimeoutException", "timeout_error")]
    [InlineData("modelStreamErrorException", "api_error")]
    [InlineData("internalServerException", "api_error")]
    [Trait("criterion", "PRV-85")]
    public async Task Exceptions_become_the_error_event(string name, string type)
    {
        var sse = Encoding.UTF8.GetBytes(await Frames.ReadAsync(new EventStreamToSse(Frames.Of(Frames.Exception(name, """{"message":"Too \"much\""}"""), 4096), 1 << 20)));

        var single = Sse.Run(sse, [sse.Length]).Events.ShouldHaveSingleItem();
        single.Name.ShouldBe("error");
        var error = JsonDocument.Parse(single.Data).RootElement.GetProperty("error");
        error.GetProperty("type").GetString().ShouldBe(type);
        error.GetProperty("message").GetString().ShouldBe("Too \"much\"");
        Meters.Stream(BridgeFormat.Messages, sse).Meter.SawError.ShouldBeTrue();
    }

    [Fact]
    [Trait("criterion", "PRV-85")]
    public async Task Transport_errors_become_the_error_event_and_unknown_messages_nothing()
    {
        byte[] bytes =
        [
            .. Frames.Message("{}", (":message-type", "event"), (":event-type", "initial-response")),
            .. Frames.Message("", (":message-type", "unheard-of")),
            .. Frames.Message("", (":message-type", "error"), (":error-code", "InternalError"), (":error-message", "gone")),
            .. Frames.Exception("x", "no json"),
        ];
        var events = Sse.Reference(Encoding.UTF8.GetBytes(await Frames.ReadAsync(new EventStreamToSse(Frames.Of(bytes, 4096), 1 << 20))));

        events.Select(item => item.Name).ShouldBe(["error", "error"]);
        events[0].Data.ShouldContain("gone");
    }

    [Fact]
    [Trait("criterion", "PRV-97")]
    public async Task Json_over_several_lines_stays_one_event()
    {
        var sse = await Frames.ReadAsync(new EventStreamToSse(Frames.Of(Frames.Chunk("{\n\"type\":\r\n\"ping\"}"), 4096), 1 << 20));

        var single = Sse.Reference(Encoding.UTF8.GetBytes(sse)).ShouldHaveSingleItem();
        single.Name.ShouldBe("ping");
        JsonDocument.Parse(single.Data).RootElement.GetProperty("type").GetString().ShouldBe("ping");
    }

    [Fact]
    [Trait("criterion", "PRV-83")]
    public async Task Mutated_event_streams_end_or_are_refused()
    {
        var random = new Random(20260097);
        for (var round = 0; round < 2000; round++)
        {
            try
            {
                await Frames.ReadAsync(new EventStreamToSse(Frames.Of(Mutation.Of(Whole, random), 4096), 1 << 20));
            }
            catch (IOException)
            {
                // The one way to refuse.
            }
        }
    }
}
