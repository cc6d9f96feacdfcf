using System.Text;
using Switchyard.Fuzzing;
using Switchyard.Gateway.Streaming;

namespace Switchyard.Gateway.Tests.Streaming;

/// <summary>Whatever comes and however it is cut, the events are those of the standard and the client gets the bytes that came.</summary>
public sealed class SseFuzzTests
{
    private const int MaxEventBytes = 2048;

    private static readonly FuzzPlan Plan = new(
        [RecordedStreams.Chat, RecordedStreams.Messages, RecordedStreams.Responses, RecordedStreams.Odd],
        [.. ((string[])["data: ", "data:", "data", "event: x", "event:", ":", ": c", "\n", "\r", "\r\n", "\n\n", "\r\n\r\n", "\r\r", "id: 1\n", "retry: 5\n", "\uFEFF", " ", "[DONE]"]).Select(Encoding.UTF8.GetBytes), [0], [0xff]]);

    [Fact]
    [Trait("criterion", "PRV-83")]
    public void Streams_are_read_as_the_standard_says_and_relayed_whole_wherever_they_are_cut() => FuzzRun.Check(Plan, Scan, leastKinds: 8);

    private static int Scan(byte[] input, Random random)
    {
        using var scanner = new SseScanner(MaxEventBytes);
        var (events, relayed, at) = (new List<Sse.Event>(), new List<byte>(input.Length), 0);
        foreach (var piece in Cuts.Of(input.Length, random))
        {
            for (var left = piece; left > 0;)
            {
                var memory = scanner.GetMemory();
                var count = Math.Min(left, memory.Length);
                input.AsSpan(at, count).CopyTo(memory.Span);
                scanner.Advance(count);
                at += count;
                left -= count;
                while (scanner.TryRead(out var frame))
                {
                    relayed.AddRange(frame.Raw);
                    Note(frame, events);
                }
            }
        }

        var expected = Sse.Reference(input);
        if (scanner.IsOverflown)
        {
            // What was read before stays true; nothing is read behind it.
            Holds.That(events.Count <= expected.Count && events.SequenceEqual(expected.Take(events.Count)));
            Holds.That(scanner.Rest.Length > MaxEventBytes);
            Holds.Same([.. relayed, .. scanner.Rest], input);
            return -1;
        }

        Holds.That(events.SequenceEqual(expected));
        Holds.Same([.. relayed, .. scanner.Rest], input);
        var hasLast = scanner.TryReadLast(out var last);
        if (hasLast)
        {
            Note(last, events);
        }

        // The event that lacks its blank line is the one that a blank line would have ended.
        Holds.That(events.SequenceEqual(Sse.Reference([.. input, .. "\n\n"u8])));
        return events.Count + (hasLast ? 1000 : 0);
    }

    private static void Note(SseFrame frame, List<Sse.Event> events)
    {
        if (frame.IsEvent)
        {
            events.Add(new Sse.Event(Encoding.UTF8.GetString(frame.Name), Encoding.UTF8.GetString(frame.Data)));
        }
        else
        {
            Holds.That(frame.Data.IsEmpty);
        }
    }
}
