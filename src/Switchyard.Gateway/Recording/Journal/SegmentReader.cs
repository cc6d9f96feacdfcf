using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;

namespace Switchyard.Gateway.Recording.Journal;

/// <summary>
/// Reads the records of one segment in order, of a dead process or of this one. What is not a whole record is skipped by looking for the next one:
/// at once in a dead segment; in a live one only after an append has been unfinished for so long that it never will be.
/// </summary>
internal sealed class SegmentReader : IDisposable
{
    private const int WindowBytes = 1 << 20;
    private const int PatienceReads = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TimeProvider _time;
    private readonly SafeFileHandle _handle;
    private readonly JournalSegment? _live;
    private readonly long _length;
    private byte[] _window = [];
    private long _windowStart;
    private int _windowLength;
    private int _waits;
    private long _waitingSince;

    private SegmentReader(string path, SegmentHeader header, SafeFileHandle handle, JournalSegment? live, TimeProvider time)
    {
        Path = path;
        Header = header;
        _handle = handle;
        _live = live;
        _time = time;
        _length = live?.Capacity ?? RandomAccess.GetLength(handle);
        Position = Released = live is null ? ReleaseMark.Read(path, header, _length) : SegmentHeader.Bytes;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its header.</summary>
    public SegmentHeader Header { get; }

    /// <summary>Where the next record is looked for.</summary>
    public long Position { get; private set; }

    /// <summary>How far its records are safe elsewhere, as <see cref="Release"/> noted.</summary>
    public long Released { get; private set; }

    /// <summary>Bytes of the file.</summary>
    public long Length => _length;

    /// <summary>Places that were not whole records.</summary>
    public int Skipped { get; private set; }

    /// <summary>Whether an append of this process was given up on, so that its mapping must stay.</summary>
    public bool GaveUp { get; private set; }

    /// <summary>The live segment, or null.</summary>
    public JournalSegment? Live => _live;

    /// <summary>Whether nothing is or will be left to read.</summary>
    public bool IsFinished => _live is null ? Position >= _length : _live.DataEnd >= 0 && Position >= _live.DataEnd;

    /// <summary>Opens a segment of a process that is gone; false when the file holds no valid header.</summary>
    public static bool TryOpen(string path, TimeProvider time, [NotNullWhen(true)] out SegmentReader? reader)
    {
        reader = null;
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        var page = new byte[SegmentHeader.Bytes];
        if (RandomAccess.Read(handle, page, 0) == page.Length && SegmentHeader.TryRead(page, out var header))
        {
            reader = new SegmentReader(path, header, handle, live: null, time);
            return true;
        }

        handle.Dispose();
        return false;
    }

    /// <summary>Reads a segment of this process.</summary>
    public static SegmentReader Of(JournalSegment segment, TimeProvider time) => new(segment.Path, segment.Header, segment.Handle, segment, time);

    /// <summary>Reads the next record; null when there is none now (<see cref="IsFinished"/> says whether there will be).</summary>
    public byte[]? Read()
    {
        while (true)
        {
            var limit = Limit();
            if (Position >= limit)
            {
                return null;
            }

            if (TryReadAt(Position, limit, fresh: false, out var payload, out var size) || TryReadAt(Position, limit, fresh: true, out payload, out size))
            {
                Position += size;
                _waits = 0;
                return payload;
            }

            if (_live is not null && !IsPatienceOver())
            {
                return null;
            }

            if (!TryResynchronise(limit))
            {
                return null;
            }
        }
    }

    /// <summary>Notes beside the file that everything read so far is safe elsewhere.</summary>
    public void Release()
    {
        if (Position != Released)
        {
            Released = Position;
            ReleaseMark.Write(Path, Header, Position);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (_live is null)
        {
            _handle.Dispose();
        }
    }

    private long Limit() => _live?.RecordsEnd ?? _length;

    // Counted in reads as well as in time, so that a process that was stopped and goes on does not give up on what it never looked at.
    private bool IsPatienceOver()
    {
        if (_waits++ == 0)
        {
            _waitingSince = _time.GetTimestamp();
        }

        return _waits > PatienceReads && _time.GetElapsedTime(_waitingSince) > Patience;
    }

    private bool TryResynchronise(long limit)
    {
        var torn = false;
        for (var at = Position; at < limit; at += RecordFrame.Alignment)
        {
            if (at > Position && TryReadAt(at, limit, fresh: false, out _, out _))
            {
                Skipped++;
                GaveUp |= _live is not null;
                Position = at;
                return true;
            }

            torn |= Filled(at, limit);
        }

        // In a live segment what follows the gap may be appends in progress too; the place is kept until one of them is whole or the segment is full.
        if (_live is null || _live.DataEnd >= 0)
        {
            Skipped += torn || _live is not null ? 1 : 0;
            GaveUp |= _live is not null;
            Position = limit;
        }

        return false;
    }

    private bool Filled(long at, long limit) => Window(at, RecordFrame.Alignment, limit, fresh: false).ContainsAnyExcept((byte)0);

    private bool TryReadAt(long at, long limit, bool fresh, out byte[]? payload, out int size)
    {
        payload = null;
        size = 0;
        if (!RecordFrame.TryReadLength(Window(at, RecordFrame.HeaderBytes, limit, fresh), Header.Mark, out var length) || length > _length)
        {
            return false;
        }

        if (!RecordFrame.TryRead(Window(at, RecordFrame.SizeOf(length), limit, fresh: false), Header.Mark, out var found, out size))
        {
            return false;
        }

        payload = found.ToArray();
        return true;
    }

    // Bytes from `at`, at most `count`, never past `limit`; read anew when the window does not have them or may be stale.
    private ReadOnlySpan<byte> Window(long at, int count, long limit, bool fresh)
    {
        count = (int)Math.Min(count, limit - at);
        if (fresh || at < _windowStart || at + count > _windowStart + _windowLength)
        {
            var wanted = (int)Math.Min(Math.Max(count, WindowBytes), limit - at);
            if (_window.Length < wanted)
            {
                _window = new byte[wanted];
            }

            _windowStart = at;
            _windowLength = 0;
            while (_windowLength < wanted && RandomAccess.Read(_handle, _window.AsSpan(_windowLength, wanted - _windowLength), at + _windowLength) is > 0 and var read)
            {
                _windowLength += read;
            }

            count = Math.Min(count, _windowLength);
        }

        return _window.AsSpan((int)(at - _windowStart), count);
    }
}
