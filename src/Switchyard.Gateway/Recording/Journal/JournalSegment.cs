using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;

namespace Switchyard.Gateway.Recording.Journal;

/// <summary>
/// A segment being written: a file whose blocks are allocated when it is made and which is mapped into memory. An append is one atomic addition, which gives the
/// caller a range of its own, and a copy. The pages belong to the kernel: they outlive the process, however it ends.
/// </summary>
/// <remarks>
/// A mapped page without a block behind it would end the process with SIGBUS when the disk is full; <see cref="DiskSpace"/> turns that into an exception here, where a
/// segment is made. Nothing reads through the mapping (a failed read would be SIGBUS too); <see cref="SegmentReader"/> reads the same pages by system calls.
/// </remarks>
internal sealed unsafe class JournalSegment
{
    private const int Page = 4096;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _pointer;
    private JournalSegment? _next;
    private long _tail = SegmentHeader.Bytes;
    private long _dataEnd = -1;
    private long _flushed = SegmentHeader.Bytes;
    private bool _settled = true;

    private JournalSegment(string path, SegmentHeader header, FileStream file, int bytes)
    {
        Path = path;
        Header = header;
        Capacity = bytes;
        File = file;
        _map = MemoryMappedFile.CreateFromFile(file, mapName: null, bytes, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, bytes, MemoryMappedFileAccess.ReadWrite);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _pointer);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its header.</summary>
    public SegmentHeader Header { get; }

    /// <summary>Bytes of the file.</summary>
    public int Capacity { get; }

    /// <summary>The handle a reader uses.</summary>
    public SafeFileHandle Handle => File.SafeFileHandle;

    /// <summary>Bytes not reserved yet; negative once it is full.</summary>
    public long Remaining => Capacity - Volatile.Read(ref _tail);

    /// <summary>Where records may end that were reserved so far.</summary>
    public long ReservedEnd => Math.Min(Volatile.Read(ref _tail), Capacity);

    /// <summary>Where its records end, once it is full; before that, -1.</summary>
    public long DataEnd => Volatile.Read(ref _dataEnd);

    /// <summary>Where its records end as far as it is known now.</summary>
    public long RecordsEnd => DataEnd is >= 0 and var end ? end : ReservedEnd;

    /// <summary>The segment that follows; set once.</summary>
    public JournalSegment? Next
    {
        get => Volatile.Read(ref _next);
        set => Volatile.Write(ref _next, value);
    }

    private FileStream File { get; }

    /// <summary>Makes the file, allocates its blocks and writes its header to the disk.</summary>
    /// <exception cref="IOException">The disk is full or does not work; no file is left.</exception>
    public static JournalSegment Create(string path, SegmentHeader header, int bytes)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = 0,
            PreallocationSize = bytes,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(path, options);
        try
        {
            DiskSpace.Allocate(file.SafeFileHandle, bytes);
            Span<byte> page = stackalloc byte[SegmentHeader.Bytes];
            page.Clear();
            header.Write(page);
            RandomAccess.Write(file.SafeFileHandle, page, 0);
            RandomAccess.FlushToDisk(file.SafeFileHandle);
            return new JournalSegment(path, header, file, bytes);
        }
        catch
        {
            file.Dispose();
            System.IO.File.Delete(path);
            throw;
        }
    }

    /// <summary>Takes the next <paramref name="size"/> bytes for the caller. False when they do not fit; the segment then takes nothing any more.</summary>
    public bool TryReserve(int size, out long offset)
    {
        var end = Interlocked.Add(ref _tail, size);
        offset = end - size;
        if (end <= Capacity)
        {
            return true;
        }

        // Exactly one caller crosses the end: the one that still began inside. Where it began, the records end.
        if (offset <= Capacity)
        {
            Volatile.Write(ref _dataEnd, offset);
        }

        return false;
    }

    /// <summary>Copies a record into a range taken by <see cref="TryReserve"/>.</summary>
    public void Write(long offset, ReadOnlySpan<byte> payload)
    {
        RecordFrame.Write(new Span<byte>(_pointer + offset, RecordFrame.SizeOf(payload.Length)), Header.Mark, payload);
    }

    /// <summary>Writes what was appended since the last call to the disk. False when there was nothing.</summary>
    public bool Flush()
    {
        var end = ReservedEnd;
        if (end == _flushed && _settled)
        {
            return false;
        }

        // A range may be taken before a flush and filled after it, so the first flush that finds nothing new taken is still made.
        _settled = end == _flushed;
        _flushed = end;
        _view.Flush();
        return true;
    }

    /// <summary>Makes the pages ahead of the tail present and writable, so that an append does not pay for the page fault. Adding nothing atomically is safe against appends there.</summary>
    public void Warm(int bytes)
    {
        var tail = ReservedEnd;
        var end = Math.Min(tail + bytes, Capacity);
        for (var at = tail & ~(Page - 1L); at < end; at += Page)
        {
            Interlocked.Or(ref Unsafe.AsRef<int>(_pointer + at), 0);
        }
    }

    /// <summary>Unmaps and closes. Only when every reserved range has been read as a whole record: nobody can be copying any more.</summary>
    public void Close()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
        File.Dispose();
    }

    /// <summary>Closes the file and leaves the mapping until the process ends: an appender may still be copying.</summary>
    public void Abandon() => File.Dispose();
}
