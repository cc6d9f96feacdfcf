using System.Buffers.Binary;

namespace Switchyard.Gateway.Recording.Journal;

/// <summary>
/// The small file beside a segment that says how far its records are safe elsewhere, so that the next process does not offer them again. Never flushed and never needed: what it does not say is only repeated.
/// </summary>
internal static class ReleaseMark
{
    private const string Suffix = ".released";
    private const int ChecksumOffset = sizeof(uint) + sizeof(long);
    private const int Bytes = ChecksumOffset + sizeof(uint);

    /// <summary>Where reading <paramref name="segment"/> begins: after what was released, or at the first record when nobody knows.</summary>
    public static long Read(string segment, SegmentHeader header, long length)
    {
        Span<byte> content = stackalloc byte[Bytes];
        try
        {
            using var file = File.OpenHandle(segment + Suffix, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (RandomAccess.Read(file, content, 0) != Bytes)
            {
                return SegmentHeader.Bytes;
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return SegmentHeader.Bytes;
        }

        var position = BinaryPrimitives.ReadInt64LittleEndian(content[sizeof(uint)..]);
        return BinaryPrimitives.ReadUInt32LittleEndian(content) == header.Mark
            && BinaryPrimitives.ReadUInt32LittleEndian(content[ChecksumOffset..]) == Crc32C.Append(0, content[..ChecksumOffset])
            && position >= SegmentHeader.Bytes
            && position <= length
            ? position
            : SegmentHeader.Bytes;
    }

    /// <summary>Says that everything before <paramref name="position"/> is safe elsewhere. A disk that does not take it is left alone.</summary>
    public static void Write(string segment, SegmentHeader header, long position)
    {
        Span<byte> content = stackalloc byte[Bytes];
        BinaryPrimitives.WriteUInt32LittleEndian(content, header.Mark);
        BinaryPrimitives.WriteInt64LittleEndian(content[sizeof(uint)..], position);
        BinaryPrimitives.WriteUInt32LittleEndian(content[ChecksumOffset..], Crc32C.Append(0, content[..ChecksumOffset]));
        try
        {
            using var file = File.OpenHandle(segment + Suffix, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.Write(file, content, 0);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The next process repeats what it would not have had to.
        }
    }

    /// <summary>Deletes the mark of a segment that is no more.</summary>
    public static void Delete(string segment)
    {
        try
        {
            File.Delete(segment + Suffix);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Clean deletes it at the next start.
        }
    }

    /// <summary>Deletes the marks in <paramref name="directory"/> whose segments are gone.</summary>
    public static void Clean(string directory)
    {
        foreach (var path in Directory.EnumerateFiles(directory, "*" + Suffix))
        {
            if (path[..^Suffix.Length] is var segment && !File.Exists(segment))
            {
                Delete(segment);
            }
        }
    }
}
