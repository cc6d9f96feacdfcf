using System.Text;

namespace Switchyard.Processes.Tests;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("abcd", "abcd")]
    [InlineData("abcd\r", "abcd")]
    [InlineData("abcd\r\nx", "abcd|x")]
    [InlineData("abcde", "!")]
    [InlineData("abcde\n", "!")]
    [InlineData("abcdefg", "!")]
    [InlineData("ab\nabcde", "ab|!")]
    public async Task A_last_line_without_its_end_is_no_longer_than_any_other(string text, string expected) => (await ReadAsync(text, cuts: false)).ShouldBe(expected);

    [Theory]
    [InlineData("abcde", "abcd")]
    [InlineData("abc\rdefg\nx", "abc\r|x")]
    [InlineData("abcdefgh\nx", "abcd|x")]
    public async Task What_is_too_long_is_cut_the_same_whether_its_end_has_come_or_not(string text, string expected)
    {
        (await ReadAsync(text, cuts: true)).ShouldBe(expected);
        (await ReadAsync(text, cuts: true, piece: 1)).ShouldBe(expected);
    }

    private static async Task<string> ReadAsync(string text, bool cuts, int piece = int.MaxValue)
    {
        using var reader = new LineReader(new Pieces(Encoding.UTF8.GetBytes(text), piece), 4, cuts);
        var lines = new List<string>();
        try
        {
            while (await reader.NextAsync(TestContext.Current.CancellationToken) is { } line)
            {
                lines.Add(Encoding.UTF8.GetString(line.Span));
            }
        }
        catch (LineTooLongException)
        {
            lines.Add("!");
        }

        return string.Join('|', lines);
    }

    private sealed class Pieces(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
