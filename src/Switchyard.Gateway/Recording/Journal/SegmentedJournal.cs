using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Switchyard.Gateway.Recording.Journal;

/// <summary>
/// An append-only journal of records in segment files. An append takes no lock and makes no system call; it survives the end of the process at once and the end of the
/// machine after the next flush. Segments are made ahead of time and linked, so that changing to the next one is one reference write that any appender may do.
/// </summary>
/// <remarks>
/// Three parties: appenders (any thread, <see cref="TryAppend"/>), the keeper (one loop, <see cref="Maintain"/>: makes segments, flushes, warms pages) and the reader
/// (one loop, <see cref="JournalReader"/>: reads, and deletes what is safe elsewhere). Keeper and reader meet in <c>_gate</c>; appenders never do.
/// </remarks>
internal sealed partial class SegmentedJournal : IDisposable
{
    private const string Extension = ".journal";
    private const int WarmBytes = 256 << 10;
    private const long SignalEvery = 256 << 10;
    private readonly JournalOptions _options;
    private readonly ILogger _logger;
    private readonly FileStream _owner;
    private readonly Lock _gate = new();
    private readonly Queue<string> _dead = new();
    private ImmutableArray<JournalSegment> _live = [];
    private JournalSegment? _current;
    private ReadMark _released = new(null, 0);
    private long _deadBytes;
    private long _sequence;
    private bool _closed;
    private bool _full;

    /// <summary>Takes the directory and finds what dead processes left. Makes no segment yet: <see cref="Maintain"/> does.</summary>
    /// <exception cref="IOException">The directory can not be made, or another process owns it.</exception>
    public SegmentedJournal(JournalOptions options, JournalLife life, ILogger logger)
    {
        _options = options;
        _logger = logger;
        Life = life;
        MaxBytes = options.MaxBytes;
        Directory.CreateDirectory(options.Directory);
        var lockPath = Path.Combine(options.Directory, "owner.lock");
        try
        {
            _owner = new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault)
        {
            throw new IOException($"The journal directory '{options.Directory}' can not be used; another process may own it.", fault);
        }

        ReleaseMark.Clean(options.Directory);

        // Names begin with the life's UUIDv7 and end with the sequence: sorted by name is sorted by age.
        foreach (var path in Directory.EnumerateFiles(options.Directory, "*" + Extension).Order(StringComparer.Ordinal))
        {
            _dead.Enqueue(path);
            _deadBytes += new FileInfo(path).Length;
        }
    }

    /// <summary>Called, on the appender's thread, when a good part of a segment was filled or one was left: the keeper and the reader have work. Must not block.</summary>
    public Action? OnProgress { get; set; }

    /// <summary>This process.</summary>
    public JournalLife Life { get; }

    /// <summary>Most bytes of all segment files; may change at any time and holds for segments made from then on.</summary>
    public long MaxBytes { get; set; }

    /// <summary>Largest payload that can be appended.</summary>
    public int MaxPayloadBytes => _options.MaxPayloadBytes;

    /// <summary>Bytes of records that are not released yet.</summary>
    public long BacklogBytes
    {
        get
        {
            var released = Volatile.Read(ref _released);
            var bytes = Interlocked.Read(ref _deadBytes);
            foreach (var segment in _live)
            {
                bytes += segment.RecordsEnd - (ReferenceEquals(released.Segment, segment) ? released.Position : SegmentHeader.Bytes);
            }

            return bytes;
        }
    }

    /// <summary>Bytes of all segment files.</summary>
    public long DiskBytes => Interlocked.Read(ref _deadBytes) + ((long)_live.Length * _options.SegmentBytes);

    /// <summary>
    /// Appends a record. False when there is no room: the disk is full, the size limit is reached, or segments fill faster than they are made.
    /// Half a segment is kept for callers that pass <paramref name="mayUseReserve"/>, so that what was begun can be ended.
    /// </summary>
    public bool TryAppend(ReadOnlySpan<byte> payload, bool mayUseReserve)
    {
        var size = RecordFrame.SizeOf(payload.Length);
        while (Volatile.Read(ref _current) is { } segment && payload.Length <= _options.MaxPayloadBytes)
        {
            if (segment.Next is null && segment.Remaining < (mayUseReserve ? size : segment.Capacity / 2))
            {
                break;
            }

            if (segment.TryReserve(size, out var offset))
            {
                segment.Write(offset, payload);
                if (offset / SignalEvery != (offset + size) / SignalEvery)
                {
                    OnProgress?.Invoke();
                }

                return true;
            }

            if (segment.Next is not { } next)
            {
                break;
            }

            // A segment is linked once and never again in use after it was left, so whoever comes first moves on and the others find it done.
            Interlocked.CompareExchange(ref _current, next, segment);
            OnProgress?.Invoke();
        }

        OnProgress?.Invoke();
        return false;
    }

    /// <summary>Makes the segments that are due, flushes what was appended and warms the pages ahead. Called by the keeper at each sync interval and at each progress.</summary>
    public void Maintain()
    {
        MakeSegments();
        foreach (var segment in _live)
        {
            lock (_gate)
            {
                // The reader may have closed it meanwhile.
                if (_live.Contains(segment))
                {
                    Flush(segment);
                }
            }
        }

        lock (_gate)
        {
            // A flush makes the kernel write-protect the pages it wrote, the one at the tail among them.
            if (_current is { } current && _live.Contains(current))
            {
                current.Warm(WarmBytes);
            }
        }
    }

    /// <summary>The segment to read after <paramref name="before"/> (null: the oldest); null when there is none.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The caller owns the reader and gives it back to Discard or SetAside.")]
    public SegmentReader? OpenNext(SegmentReader? before, TimeProvider time)
    {
        while (_dead.TryDequeue(out var path))
        {
            if (SegmentReader.TryOpen(path, time, out var reader))
            {
                return reader;
            }

            // Made and not yet given a header, or not ours: never read, never deleted unless it is empty.
            Interlocked.Add(ref _deadBytes, -new FileInfo(path).Length);
            File.Move(path, path + ".invalid", overwrite: true);
            LogInvalid(path);
        }

        var live = before?.Live is { } segment ? segment.Next : _live.FirstOrDefault();
        return live is null ? null : SegmentReader.Of(live, time);
    }

    /// <summary>Deletes a segment of which everything is safe elsewhere.</summary>
    public void Discard(SegmentReader reader)
    {
        if (reader.Skipped > 0)
        {
            LogSkipped(reader.Path, reader.Skipped);
        }

        reader.Dispose();
        lock (_gate)
        {
            if (reader.Live is { } segment)
            {
                _live = _live.Remove(segment);
                if (reader.GaveUp)
                {
                    segment.Abandon();
                }
                else
                {
                    segment.Close();
                }
            }
            else
            {
                Interlocked.Add(ref _deadBytes, -reader.Length);
            }
        }

        File.Delete(reader.Path);
        ReleaseMark.Delete(reader.Path);
        OnProgress?.Invoke();
    }

    /// <summary>Keeps a segment that can not be read under another name and forgets it.</summary>
    public string SetAside(SegmentReader reader)
    {
        reader.Dispose();
        Interlocked.Add(ref _deadBytes, -reader.Length);
        var name = reader.Path + ".unreadable";
        File.Move(reader.Path, name, overwrite: true);
        ReleaseMark.Delete(reader.Path);
        return name;
    }

    /// <summary>Notes that what was read of a segment is safe elsewhere: for <see cref="BacklogBytes"/>, and for the next process.</summary>
    public void SetReleased(SegmentReader reader)
    {
        reader.Release();
        if (reader.Live is { } segment)
        {
            Volatile.Write(ref _released, new ReadMark(segment, reader.Position));
        }
    }

    /// <summary>Ends appending, flushes, and gives the directory back. Files stay unless all their records were released.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            Volatile.Write(ref _current, null);
            var empty = BacklogBytes == 0;
            foreach (var segment in _live)
            {
                Flush(segment);
                segment.Abandon();
                if (empty)
                {
                    File.Delete(segment.Path);
                    ReleaseMark.Delete(segment.Path);
                }
            }

            _live = [];
            _owner.Dispose();
        }
    }

    private void Flush(JournalSegment segment)
    {
        try
        {
            segment.Flush();
        }
        catch (IOException fault)
        {
            LogFlushFailed(fault, segment.Path);
        }
    }

    private void MakeSegments()
    {
        lock (_gate)
        {
            while (!_closed && Ahead() < _options.Ahead && HasRoom())
            {
                try
                {
                    Link(Create());
                    _full = false;
                }
                catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
                {
                    // Told once per outage; the keeper tries again at the next interval.
                    if (!_full)
                    {
                        LogNoSpace(fault, _options.Directory);
                    }

                    _full = true;
                    return;
                }
            }
        }
    }

    private bool HasRoom()
    {
        var room = DiskBytes + _options.SegmentBytes <= MaxBytes;
        if (!room && !_full)
        {
            LogLimit(_options.Directory, MaxBytes);
            _full = true;
        }

        return room;
    }

    private int Ahead()
    {
        var count = -1;
        for (var segment = Volatile.Read(ref _current); segment is not null; segment = segment.Next)
        {
            count++;
        }

        return count;
    }

    private JournalSegment Create()
    {
        var mark = (uint)RandomNumberGenerator.GetInt32(1, int.MaxValue);
        var header = new SegmentHeader(Life, _sequence, mark);
        var name = string.Concat(Life.Id.ToString("N"), "-", _sequence.ToString("x8"), Extension);
        var segment = JournalSegment.Create(Path.Combine(_options.Directory, name), header, _options.SegmentBytes);
        _sequence++;
        segment.Warm(WarmBytes);
        return segment;
    }

    private void Link(JournalSegment segment)
    {
        var last = _live.LastOrDefault();
        _live = _live.Add(segment);
        if (last is not null)
        {
            last.Next = segment;
        }
        else
        {
            Volatile.Write(ref _current, segment);
        }
    }

    private sealed record ReadMark(JournalSegment? Segment, long Position);

    [LoggerMessage(4200, LogLevel.Error, "The journal in {Directory} can not grow; requests can not be recorded until it can")]
    private partial void LogNoSpace(Exception exception, string directory);

    [LoggerMessage(4201, LogLevel.Error, "The journal in {Directory} has reached its limit of {MaxBytes} bytes; requests can not be recorded until the database takes records")]
    private partial void LogLimit(string directory, long maxBytes);

    [LoggerMessage(4202, LogLevel.Error, "Flushing {Segment} failed; records in it may be lost if the machine stops")]
    private partial void LogFlushFailed(Exception exception, string segment);

    [LoggerMessage(4203, LogLevel.Warning, "{Segment} has no valid header and was set aside")]
    private partial void LogInvalid(string segment);

    [LoggerMessage(4204, LogLevel.Warning, "{Segment} had {Count} places without a whole record: appends that a crash cut off")]
    private partial void LogSkipped(string segment, int count);
}
