using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Win32.SafeHandles;
using ModelContextProtocol.Protocol;
using Switchyard.Processes;

namespace Switchyard.WorkspaceAgent.Tools;

/// <summary>One search: what it has found, and how much it may still look at.</summary>
internal sealed class FileSearch(Regex expression, int limit, TimeProvider time)
{
    private const int MostFiles = 20_000;
    private const long MostBytes = 256L << 20;
    private const long LargestFile = 16 << 20;
    private const int LongestLine = 64 << 10;
    private const int ShownOfLine = 500;
    private const int Sniffed = 8 << 10;

    // What is answered has its bound too: many lines of many bytes.
    private const int MostText = 512 << 10;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(20);

    private readonly long _since = time.GetTimestamp();
    private readonly StringBuilder _found = new();
    private int _lines;
    private int _files;
    private int _skipped;
    private long _bytes;
    private string? _over;

    /// <summary>Whether nothing more is looked at.</summary>
    public bool IsOver => (_over ??= Bound()) is not null;

    /// <summary>Whether a file of that size is looked into; if not it is counted as skipped.</summary>
    public bool Wants(long size)
    {
        if (size <= LargestFile)
        {
            return true;
        }

        _skipped++;
        return false;
    }

    /// <summary>Looks for lines that match.</summary>
    public async Task LookIntoAsync(SafeFileHandle file, string path, CancellationToken cancellationToken)
    {
        _files++;
        var head = new byte[Sniffed];
        var sniffed = await RandomAccess.ReadAsync(file, head, 0, cancellationToken);
        if (head.AsSpan(0, sniffed).Contains((byte)0))
        {
            _skipped++;
            return;
        }

        using var stream = new FileStream(file, FileAccess.Read, bufferSize: 0);
        using var lines = new LineReader(stream, LongestLine, cuts: true);
        for (var number = 1; !IsOver && await lines.NextAsync(cancellationToken) is { } bytes; number++)
        {
            _bytes += bytes.Length + 1;
            var line = Encoding.UTF8.GetString(bytes.Span);
            if (expression.IsMatch(line))
            {
                Add(path, number, line);
            }
        }
    }

    /// <summary>What was found, and what was not looked at.</summary>
    public CallToolResult Answer(int leftOut)
    {
        List<string> notes = [];
        if (_over is not null)
        {
            notes.Add($"The search ended early: {_over}. There may be more; ask for less of the tree, or for files by glob.");
        }

        if (_skipped > 0)
        {
            notes.Add($"{_skipped} files were skipped: they are binary, or larger than {LargestFile >> 20} MiB.");
        }

        if (leftOut > 0)
        {
            notes.Add($"{leftOut} directories could not be read, have too many names or are too deep.");
        }

        return Answers.Of([_lines == 0 ? $"Nothing was found in {_files} files." : _found.ToString(), .. notes]);
    }

    private string? Bound() =>
        _lines >= limit ? $"it has found {limit} lines"
        : _found.Length >= MostText ? "what it has found is too long"
        : _files >= MostFiles ? $"it has looked into {MostFiles} files"
        : _bytes >= MostBytes ? $"it has read {MostBytes >> 20} MiB"
        : time.GetElapsedTime(_since) >= MostTime ? $"it has taken {MostTime.TotalSeconds} s"
        : null;

    private void Add(string path, int number, string line)
    {
        _lines++;
        line = line.Length > ShownOfLine ? line[..ShownOfLine] + "…" : line;
        _found.Append(CultureInfo.InvariantCulture, $"{path.ReplaceLineEndings("?")}:{number}:{line}\n");
    }
}
