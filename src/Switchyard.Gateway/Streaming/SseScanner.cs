using System.Buffers;

namespace Switchyard.Gateway.Streaming;

/// <summary>
/// Cuts a server-sent event stream (WHATWG HTML §9.2.6) into events while the bytes arrive. Lines may end in LF, CRLF or CR, a byte order mark may
/// come first, and a read may end at any byte. Nothing is altered or dropped: what the client gets is what the upstream sent.
/// Feed: <see cref="GetMemory"/>, read into it, <see cref="Advance"/>; then <see cref="TryRead"/> until it is false.
/// One buffer of pooled memory; each byte is looked at once, however finely the stream is cut. Not for use by two threads.
/// </summary>
internal sealed class SseScanner : IDisposable
{
    private const int InitialBytes = 4096;
    private const byte Lf = (byte)'\n';
    private const byte Cr = (byte)'\r';

    private readonly int _maxEventBytes;
    private byte[] _buffer;
    private byte[]? _joined;
    private int _joinedLength;

    // Positions in _buffer: _frame ≤ _line ≤ _scan ≤ _end. The first three move back together when the buffer is compacted.
    private int _frame;
    private int _line;
    private int _scan;
    private int _end;

    private Range _name;
    private Range _data;
    private int _dataLines;
    private bool _hasFields;
    private bool _skipLf;
    private bool _begun;

    /// <summary>Starts a stream whose single events have at most <paramref name="maxEventBytes"/> bytes.</summary>
    public SseScanner(int maxEventBytes)
    {
        _maxEventBytes = maxEventBytes;
        _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
    }

    /// <summary>True once an event outgrew the limit. Nothing can be read any more; the stream is to be given up.</summary>
    public bool IsOverflown { get; private set; }

    /// <summary>Bytes that belong to no complete piece yet.</summary>
    public ReadOnlySpan<byte> Rest => _buffer.AsSpan(_frame, _end - _frame);

    /// <summary>Room for the next read, never empty. Ends the life of frames handed out before.</summary>
    public Memory<byte> GetMemory()
    {
        if (_frame == _end)
        {
            Shift();
            ShrinkWhenIdle();
        }
        else if (_buffer.Length - _end < InitialBytes / 4)
        {
            if (_frame >= _buffer.Length / 2)
            {
                Shift();
            }
            else
            {
                Grow();
            }
        }

        return _buffer.AsMemory(_end);
    }

    /// <summary>Tells that <paramref name="count"/> bytes were read into <see cref="GetMemory"/>.</summary>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _end);
        _end += count;
    }

    /// <summary>The next complete piece. False when more bytes are needed or the limit was broken.</summary>
    public bool TryRead(out SseFrame frame)
    {
        frame = default;
        if (IsOverflown)
        {
            return false;
        }

        while (true)
        {
            if (_skipLf && _scan < _end)
            {
                // The second half of a CRLF whose CR ended the line already; it stays in the raw bytes of the piece it begins.
                _skipLf = false;
                if (_buffer[_scan] == Lf)
                {
                    _scan++;
                    _line = _scan;
                }
            }

            var offset = _buffer.AsSpan(_scan, _end - _scan).IndexOfAny(Lf, Cr);
            if (offset < 0)
            {
                _scan = _end;
                IsOverflown = _end - _frame > _maxEventBytes;
                return false;
            }

            var lineEnd = _scan + offset;
            var next = lineEnd + 1;
            if (_buffer[lineEnd] == Cr)
            {
                if (next == _end)
                {
                    _skipLf = true;
                }
                else if (_buffer[next] == Lf)
                {
                    next++;
                }
            }

            if (next - _frame > _maxEventBytes)
            {
                IsOverflown = true;
                return false;
            }

            var line = LineOf(lineEnd);
            _scan = next;
            _line = next;
            if (line.Start.Value == line.End.Value)
            {
                frame = Take(next);
                return true;
            }

            if (_buffer[line.Start] == (byte)':')
            {
                // A comment between events is a keep-alive: it must not wait for the event that follows.
                if (!_hasFields)
                {
                    frame = Take(next);
                    return true;
                }
            }
            else
            {
                Field(line);
            }
        }
    }

    /// <summary>At the end of the stream: the event that lacks only its blank line (and the end of its last line), as some servers leave it. False when nothing of an event is left. Whether it is whole is for its reader to judge; the standard drops it.</summary>
    public bool TryReadLast(out SseFrame frame)
    {
        frame = default;
        if (IsOverflown)
        {
            return false;
        }

        var line = LineOf(_end);
        if (line.Start.Value < line.End.Value && _buffer[line.Start] != (byte)':')
        {
            Field(line);
        }

        _scan = _end;
        _line = _end;
        if (_dataLines == 0)
        {
            return false;
        }

        frame = Take(_end);
        return true;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            _frame = _line = _scan = _end = 0;
        }

        if (_joined is not null)
        {
            ArrayPool<byte>.Shared.Return(_joined);
            _joined = null;
        }
    }

    private Range LineOf(int end)
    {
        var start = _line;
        if (!_begun)
        {
            _begun = true;
            if (_buffer.AsSpan(start, end - start).StartsWith("\uFEFF"u8))
            {
                start += 3;
            }
        }

        return start..end;
    }

    private void Field(Range line)
    {
        _hasFields = true;
        var text = _buffer.AsSpan(line);
        var colon = text.IndexOf((byte)':');
        var name = colon < 0 ? text : text[..colon];
        var valueStart = colon < 0 ? text.Length : colon + 1;
        if (valueStart < text.Length && text[valueStart] == (byte)' ')
        {
            valueStart++;
        }

        var value = (line.Start.Value + valueStart)..line.End.Value;
        if (name.SequenceEqual("data"u8))
        {
            Data(value);
        }
        else if (name.SequenceEqual("event"u8))
        {
            _name = value;
        }
    }

    private void Data(Range value)
    {
        _dataLines++;
        if (_dataLines == 1)
        {
            _data = value;
            return;
        }

        if (_dataLines == 2)
        {
            _joinedLength = 0;
            Join(_buffer.AsSpan(_data));
        }

        Join("\n"u8);
        Join(_buffer.AsSpan(value));
    }

    private void Join(ReadOnlySpan<byte> part)
    {
        var needed = _joinedLength + part.Length;
        if (_joined is null || _joined.Length < needed)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(InitialBytes, needed * 2));
            if (_joined is not null)
            {
                _joined.AsSpan(0, _joinedLength).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_joined);
            }

            _joined = larger;
        }

        part.CopyTo(_joined.AsSpan(_joinedLength));
        _joinedLength = needed;
    }

    private SseFrame Take(int end)
    {
        var data = _dataLines > 1 ? _joined.AsSpan(0, _joinedLength) : _buffer.AsSpan(_data);
        var frame = new SseFrame(_buffer.AsSpan(_frame, end - _frame), _buffer.AsSpan(_name), data, _dataLines > 0);
        _frame = end;
        _name = default;
        _data = default;
        _dataLines = 0;
        _hasFields = false;
        return frame;
    }

    private void Shift()
    {
        if (_frame == 0)
        {
            return;
        }

        _buffer.AsSpan(_frame, _end - _frame).CopyTo(_buffer);
        Rebase(_frame);
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(_frame, _end - _frame).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
        Rebase(_frame);
    }

    // One huge event must not keep its memory for the rest of a long stream.
    private void ShrinkWhenIdle()
    {
        if (_buffer.Length > InitialBytes * 8)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
        }

        if (_joined is { Length: > InitialBytes * 8 })
        {
            ArrayPool<byte>.Shared.Return(_joined);
            _joined = null;
        }
    }

    private void Rebase(int by)
    {
        _frame -= by;
        _line -= by;
        _scan -= by;
        _end -= by;
        _name = Back(_name, by);
        _data = Back(_data, by);
    }

    private static Range Back(Range range, int by) =>
        range.End.Value == 0 ? range : (range.Start.Value - by)..(range.End.Value - by);
}
