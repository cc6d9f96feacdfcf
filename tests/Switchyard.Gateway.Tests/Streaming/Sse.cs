using System.Text;
using Switchyard.Gateway.Streaming;

namespace Switchyard.Gateway.Tests.Streaming;

/// <summary>Runs scanners over bytes, and a parser written the plain way to compare them with.</summary>
internal static class Sse
{
    internal sealed record Event(string Name, string Data);

    internal sealed record Scan(IReadOnlyList<Event> Events, byte[] Relayed, bool Overflown);

    public static Scan Run(ReadOnlySpan<byte> bytes, IEnumerable<int> pieces, int maxEventBytes = 1 << 20)
    {
        using var scanner = new SseScanner(maxEventBytes);
        var events = new List<Event>();
        var relayed = new List<byte>();
        var at = 0;
        foreach (var piece in pieces)
        {
            var left = Math.Min(piece, bytes.Length - at);
            while (left > 0)
            {
                var memory = scanner.GetMemory();
                var count = Math.Min(left, memory.Length);
                bytes.Slice(at, count).CopyTo(memory.Span);
                scanner.Advance(count);
                at += count;
                left -= count;
                Drain(scanner, events, relayed);
            }
        }

        relayed.AddRange(scanner.Rest);
        return new Scan(events, [.. relayed], scanner.IsOverflown);
    }

    public static void Feed(SseScanner scanner, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(scanner.GetMemory().Span);
        scanner.Advance(bytes.Length);
    }

    /// <summary>The standard's algorithm, over the whole text at once.</summary>
    public static List<Event> Reference(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var events = new List<Event>();
        var name = "";
        List<string> data = [];
        foreach (var line in text.Split('\n')[..^1])
        {
            if (line.Length == 0)
            {
                if (data.Count > 0)
                {
                    events.Add(new Event(name, string.Join('\n', data)));
                }

                name = "";
                data.Clear();
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var field = colon < 0 ? line : line[..colon];
            var value = colon < 0 ? "" : line[(colon + 1)..];
            value = value.StartsWith(' ') ? value[1..] : value;
            if (field == "data")
            {
                data.Add(value);
            }
            else if (field == "event")
            {
                name = value;
            }
        }

        return events;
    }

    private static void Drain(SseScanner scanner, List<Event> events, List<byte> relayed)
    {
        while (scanner.TryRead(out var frame))
        {
            relayed.AddRange(frame.Raw);
            if (frame.IsEvent)
            {
                events.Add(new Event(Encoding.UTF8.GetString(frame.Name), Encoding.UTF8.GetString(frame.Data)));
            }
        }
    }
}
