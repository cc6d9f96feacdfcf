using System.Text;
using Switchyard.Fuzzing;
using Switchyard.Gateway.Bridges.Bedrock.EventStreams;
using Switchyard.Gateway.Tests.Streaming;

namespace Switchyard.Gateway.Tests.Bridges.Bedrock.EventStreams;

/// <summary>Messages whose checksums are right and whose content is anything: behind them lies what random damage never reaches.</summary>
public sealed class EventStreamFuzzTests
{
    private static readonly FuzzPlan Plan = new(
        [Content(Frames.Chunk("""{"type":"message_start","message":{"id":"m"}}""")), Content(Frames.Chunk("{\"type\":\"ping\",\r\n\"x\":1}")), Content(Frames.Exception("throttlingException", """{"message":"slow"}"""))],
        [.. ((string[])[":message-type", ":exception-type", ":error-code", ":error-message", "event", "exception", "error", "\"bytes\":\"", "\"bytes\":\"e30=\"", "{", "}", "=", "\"", "\\n", "\r", "\n"]).Select(Encoding.UTF8.GetBytes), [7, 0, 5], [7, 0xff, 0xff], [9], [10], [13]]);

    [Fact]
    [Trait("criterion", "PRV-86")]
    public void Sealed_messages_of_any_content_are_one_event_or_a_broken_stream_wherever_they_are_cut() => FuzzRun.Check(
        Plan,
        static (input, random) =>
        {
            if (input.Length == 0)
            {
                return -1;
            }

            var headers = Math.Min((int)input[0], input.Length - 1);
            var frame = Frames.Frame(input[1..(1 + headers)], input[(1 + headers)..]);
            byte[] stream = [.. frame, .. frame];
            var (once, isBroken) = Read(stream, random);
            var (again, isBrokenAgain) = Read(stream, random);
            Holds.Equal(isBrokenAgain, isBroken);
            Holds.Equal(again, once);
            var events = Sse.Reference(Encoding.UTF8.GetBytes(once));
            Holds.That(isBroken ? events.Count <= 1 : events.Count is 0 or 2);
            Holds.That(events.Count < 2 || events[0] == events[1]);
            return HashCode.Combine(isBroken, events.Count, events.Count > 0 && events[0].Name == "error");
        },
        leastKinds: 4);

    private static (string Events, bool IsBroken) Read(byte[] stream, Random random)
    {
        using var decoded = new EventStreamToSse(new CutStream(stream, random), 1 << 16);
        var all = new List<byte>();
        var buffer = new byte[64];
        try
        {
            // Reads of a stream that has its bytes end where they begin.
            for (var read = 1; read > 0;)
            {
                read = decoded.ReadAsync(buffer).AsTask().GetAwaiter().GetResult();
                all.AddRange(buffer.AsSpan(0, read));
            }

            return (Encoding.UTF8.GetString([.. all]), false);
        }
        catch (IOException)
        {
            return (Encoding.UTF8.GetString([.. all]), true);
        }
    }

    // The length of the headers in one byte, then headers and payload.
    private static byte[] Content(byte[] frame)
    {
        var headers = frame[7];
        return [headers, .. frame[12..^4]];
    }
}
