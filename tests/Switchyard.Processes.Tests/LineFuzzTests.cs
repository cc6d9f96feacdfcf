using System.Text;
using Switchyard.Fuzzing;

namespace Switchyard.Processes.Tests;

/// <summary>Lines are the same wherever the bytes are cut, and never longer than they may be.</summary>
public sealed class LineFuzzTests
{
    private const int Longest = 32;

    private static readonly FuzzPlan Plan = FuzzPlan.Of(
        ["{\"jsonrpc\":\"2.0\"}\n{\"id\":1}\r\n\n\r\nlast", $"{new string('a', Longest)}\n{new string('b', Longest + 1)}\nc\n", new string('x', Longest + 1), $"{new string('y', Longest - 1)}\r\r\n"],
        "\n", "\r", "\r\n", "a", "\u0000", new string('z', Longest), new string('z', Longest + 1));

    [Fact]
    public void Lines_that_are_too_long_end_the_reading_or_are_cut() => FuzzRun.Check(
        Plan,
        static (input, random) =>
        {
            var cuts = random.Next(2) == 0;
            var (lines, isTooLong) = Read(input, cuts, random);
            var (expected, isExpectedTooLong) = Reference(input, cuts);
            Holds.Equal(isTooLong, isExpectedTooLong);
            Holds.Equal(string.Join('|', lines), string.Join('|', expected));
            return HashCode.Combine(cuts, isTooLong, Math.Min(lines.Count, 20));
        },
        leastKinds: 8);

    private static (List<string> Lines, bool IsTooLong) Read(byte[] input, bool cuts, Random random)
    {
        using var reader = new LineReader(new CutStream(input, random), Longest, cuts);
        var lines = new List<string>();
        try
        {
            while (reader.NextAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult() is { } line)
            {
                lines.Add(Convert.ToHexString(line.Span));
            }

            return (lines, false);
        }
        catch (LineTooLongException)
        {
            return (lines, true);
        }
    }

    // All at once: a line without its end, of which too much is cut off or is the end of everything.
    private static (List<string> Lines, bool IsTooLong) Reference(byte[] input, bool cuts)
    {
        var lines = new List<string>();
        for (var rest = input.AsSpan(); rest.Length > 0;)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            line = line.Length > 0 && line[^1] == (byte)'\r' ? line[..^1] : line;
            if (line.Length > Longest && !cuts)
            {
                return (lines, true);
            }

            lines.Add(Convert.ToHexString(line[..Math.Min(line.Length, Longest)]));
        }

        return (lines, false);
    }
}
