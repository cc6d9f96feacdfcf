using System.Text;
using Switchyard.Gateway.Streaming;

namespace Switchyard.Gateway.Tests.Streaming;

public sealed class SseScannerTests
{
    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var row in RecordedStreams.Names)
        {
            foreach (var newline in (string[])["\n", "\r\n", "\r"])
            {
                cases.Add(row.Data, newline);
            }
        }

        return cases;
    }

    [Theory, MemberData(nameof(Cases))]
    [Trait("criterion", "PRV-83")]
    public void A_split_at_any_byte_changes_neither_the_events_nor_the_relayed_bytes(string name, string newline)
    {
        var bytes = WithNewline(RecordedStreams.Get(name), newline);
        var expected = Sse.Reference(bytes);
        expected.Count.ShouldBeGreaterThan(1);

        for (var split = 0; split <= bytes.Length; split++)
        {
            Check(Sse.Run(bytes, [split, bytes.Length]), expected, bytes);
        }
    }

    [Theory, MemberData(nameof(Cases))]
    [Trait("criterion", "PRV-83")]
    public void Pieces_of_any_size_give_the_same(string name, string newline)
    {
        var bytes = WithNewline(RecordedStreams.Get(name), newline);
        var expected = Sse.Reference(bytes);
        foreach (var size in (int[])[1, 2, 3, 7, 64, 4096])
        {
            Check(Sse.Run(bytes, Enumerable.Repeat(size, (bytes.Length / size) + 1)), expected, bytes);
        }
    }

    [Fact]
    [Trait("criterion", "PRV-83")]
    public void Data_lines_are_joined_and_one_leading_space_is_dropped()
    {
        var events = Sse.Run(RecordedStreams.Odd, [int.MaxValue]).Events;

        events.Select(item => item.Data).ShouldBe(["first\nsecond\n\nthird", " two spaces", ""]);
        events[1].Name.ShouldBe("y");
    }

    [Fact]
    [Trait("criterion", "PRV-83")]
    public void A_comment_between_events_is_relayed_before_its_blank_line_arrives()
    {
        using var scanner = new SseScanner(1024);
        Sse.Feed(scanner, ": still working\n"u8);

        scanner.TryRead(out var frame).ShouldBeTrue();
        frame.IsEvent.ShouldBeFalse();
        Encoding.UTF8.GetString(frame.Raw).ShouldBe(": still working\n");
        scanner.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "PRV-83")]
    public void An_event_that_ends_with_a_carriage_return_does_not_wait_for_the_line_feed()
    {
        using var scanner = new SseScanner(1024);
        Sse.Feed(scanner, "data: x\r\n\r"u8);

        scanner.TryRead(out var frame).ShouldBeTrue();
        Encoding.UTF8.GetString(frame.Data).ShouldBe("x");
        scanner.TryRead(out _).ShouldBeFalse();

        Sse.Feed(scanner, "\ndata: y\r\n\r\n"u8);
        scanner.TryRead(out frame).ShouldBeTrue();
        Encoding.UTF8.GetString(frame.Data).ShouldBe("y");
        Encoding.UTF8.GetString(frame.Raw).ShouldBe("\ndata: y\r\n\r\n");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(100_000)]
    [Trait("criterion", "PRV-66")]
    public void An_event_over_the_limit_stops_the_scan_and_one_at_the_limit_does_not(int piece)
    {
        const int limit = 50_000;
        var fits = Encoding.UTF8.GetBytes("data: " + new string('a', limit - 8) + "\n\n");
        var tooLong = Encoding.UTF8.GetBytes("data: " + new string('a', limit - 7) + "\n\n");

        var pieces = Enumerable.Repeat(piece, limit + 10);
        Sse.Run(fits, pieces, limit).Overflown.ShouldBeFalse();
        Sse.Run(fits, pieces, limit).Events.Count.ShouldBe(1);
        Sse.Run(tooLong, pieces, limit).Overflown.ShouldBeTrue();
        Sse.Run(tooLong, pieces, limit).Events.ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "PRV-83")]
    public void A_last_event_without_its_blank_line_is_offered_apart()
    {
        using var scanner = new SseScanner(1024);
        Sse.Feed(scanner, "data: 1\n\nevent: e\ndata: [DONE]"u8);
        scanner.TryRead(out _).ShouldBeTrue();
        scanner.TryRead(out _).ShouldBeFalse();

        scanner.TryReadLast(out var last).ShouldBeTrue();
        Encoding.UTF8.GetString(last.Data).ShouldBe("[DONE]");
        Encoding.UTF8.GetString(last.Name).ShouldBe("e");
        scanner.Rest.Length.ShouldBe(0);
        scanner.TryReadLast(out _).ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "PRV-89")]
    public void Reading_a_long_stream_allocates_nothing()
    {
        using var scanner = new SseScanner(1 << 20);
        Pump(scanner, 10);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Pump(scanner, 1000);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static void Pump(SseScanner scanner, int times)
    {
        ReadOnlySpan<byte> stream = "event: a\ndata: one\ndata: two\n\n: comment\n\ndata: {\"x\":1}\r\n\r\n"u8;
        for (var i = 0; i < times; i++)
        {
            foreach (var unit in stream)
            {
                scanner.GetMemory().Span[0] = unit;
                scanner.Advance(1);
                while (scanner.TryRead(out _))
                {
                }
            }
        }
    }

    private static void Check(Sse.Scan scan, List<Sse.Event> expected, byte[] bytes)
    {
        // Collections are compared by hand first: a failing assertion of the library is slow to build, and this runs thousands of times.
        if (!scan.Events.SequenceEqual(expected) || !scan.Relayed.AsSpan().SequenceEqual(bytes))
        {
            scan.Events.ShouldBe(expected);
            scan.Relayed.ShouldBe(bytes);
        }
    }

    private static byte[] WithNewline(byte[] bytes, string newline) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace("\n", newline, StringComparison.Ordinal));
}
