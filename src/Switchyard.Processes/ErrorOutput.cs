using System.Text;

namespace Switchyard.Processes;

/// <summary>Reads the standard error of a child to its end, whatever becomes of the lines: a server whose standard error nobody reads stops.</summary>
internal sealed class ErrorOutput(Stream stream, Redactor redactor, LineQuota? quota)
{
    private const int LongestLine = 8 << 10;

    // No character has more bytes in UTF-8 than three for each code unit.
    private const int BytesPerUnit = 3;

    private readonly ErrorTail _tail = new();

    /// <summary>The last lines, without secrets.</summary>
    public IReadOnlyList<string> LastLines => _tail.Lines;

    /// <summary>Reads until the end, or until the stream is disposed.</summary>
    public async Task ReadAsync()
    {
        // Longer by a secret than what is kept: one that lies across the cut is still seen whole and replaced.
        using var lines = new LineReader(stream, LongestLine + (redactor.Longest * BytesPerUnit), cuts: true);
        try
        {
            while (await lines.NextAsync(CancellationToken.None) is { } bytes)
            {
                var line = redactor.Redact(Encoding.UTF8.GetString(bytes.Span));
                line = line.Length > LongestLine ? line[..LongestLine] : line;
                _tail.Add(line);
                quota?.Add(line);
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // The child has ended.
        }

        quota?.TellLeftOut();
    }
}
