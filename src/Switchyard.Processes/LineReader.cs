using System.Buffers;

namespace Switchyard.Processes;

/// <summary>
/// Reads a stream line by line with bounded memory. A line ends with LF or CR LF; what follows the last one counts as a line. One reader at a time; a line is valid until the next is asked for.
/// </summary>
/// <param name="stream">Not disposed here.</param>
/// <param name="longest">Bytes of the longest line.</param>
/// <param name="cuts">What becomes of a longer one: its rest is skipped (true), or reading ends (false).</param>
public sealed class LineReader(Stream stream, int longest, bool cuts) : IDisposable
{
    private const int FirstSize = 4 << 10;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _start;
    private int _end;
    private bool _skipping;
    private bool _ended;

    /// <summary>The next line without its end, or null at the end of the stream.</summary>
    /// <exception cref="LineTooLongException">A line is longer than it may be, and is not to be cut.</exception>
    /// <exception cref="IOException">Reading failed.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellationToken)
    {
        var searched = 0;
        while (true)
        {
            var at = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (at >= 0)
            {
                if (!_skipping)
                {
                    return Whole(searched + at, 1);
                }

                _start += searched + at + 1;
                searched = 0;
                _skipping = false;
                continue;
            }

            searched = _end - _start;
            if (_skipping)
            {
                _start = _end = searched = 0;
            }
            else if (searched > longest + 1)
            {
                if (!cuts)
                {
                    throw new LineTooLongException(longest);
                }

                _skipping = true;
                var cut = _buffer.AsMemory(_start, longest);
                _start += searched;
                return cut;
            }
            else if (_ended)
            {
                return searched == 0 ? (ReadOnlyMemory<byte>?)null : Whole(searched, 0);
            }

            if (_ended || !await FillAsync(cancellationToken))
            {
                _ended = true;
                if (_skipping || _start == _end)
                {
                    return null;
                }
            }
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // What is too much of a line may have come in one piece with its end.
    private ReadOnlyMemory<byte> Whole(int length, int end)
    {
        var line = _buffer.AsMemory(_start, length);
        _start += length + end;
        line = line.Length > 0 && line.Span[^1] == (byte)'\r' ? line[..^1] : line;
        return line.Length <= longest ? line : cuts ? line[..longest] : throw new LineTooLongException(longest);
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start == _end)
        {
            _start = _end = 0;
            Shrink();
        }
        else if (_end == _buffer.Length && _start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            Replace(_buffer.Length * 2);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _end += read;
        return read > 0;
    }

    private void Shrink()
    {
        // One long line must not cost its size for as long as the server lives.
        if (_buffer.Length > 256 << 10)
        {
            Replace(FirstSize);
        }
    }

    private void Replace(int size)
    {
        var other = ArrayPool<byte>.Shared.Rent(size);
        _buffer.AsSpan(_start, _end - _start).CopyTo(other);
        (_start, _end) = (0, _end - _start);
        ArrayPool<byte>.Shared.Return(Interlocked.Exchange(ref _buffer, other));
    }
}
