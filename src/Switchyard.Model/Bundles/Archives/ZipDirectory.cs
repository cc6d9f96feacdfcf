using System.Buffers.Binary;

namespace Switchyard.Model.Bundles.Archives;

/// <summary>
/// Looks at the end of a ZIP file before anything reads it whole: how many entries there are, and whether their directory is where it says (PKWARE APPNOTE 4.3.12, 4.3.16). So what reads it next meets neither more entries
/// than are allowed nor another directory than this one.
/// </summary>
internal static class ZipDirectory
{
    private const int EndLength = 22;
    private const int LongestComment = ushort.MaxValue;
    private const int HeaderLength = 46;
    private const uint EndSignature = 0x06054b50;
    private const uint HeaderSignature = 0x02014b50;

    /// <summary>Null when it is the directory of an archive that may be read, else what is wrong.</summary>
    public static string? Fault(Stream stream)
    {
        if (End(stream) is not var (position, end) || position < 0)
        {
            return "The archive is no ZIP file.";
        }

        int count = BinaryPrimitives.ReadUInt16LittleEndian(end.AsSpan(10));
        if (BinaryPrimitives.ReadUInt16LittleEndian(end.AsSpan(4)) != 0 || BinaryPrimitives.ReadUInt16LittleEndian(end.AsSpan(6)) != 0 || BinaryPrimitives.ReadUInt16LittleEndian(end.AsSpan(8)) != count)
        {
            return "Is one part of several; an archive is one file.";
        }

        if (count > ArchiveLimits.MaxEntries)
        {
            return $"Has more than {ArchiveLimits.MaxEntries} entries.";
        }

        long start = BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(16));
        return start + BinaryPrimitives.ReadUInt32LittleEndian(end.AsSpan(12)) == position && Walks(stream, start, count, position) ? null : "Has a directory that is not what its end says.";
    }

    private static (long Position, byte[] End)? End(Stream stream)
    {
        var length = (int)Math.Min(stream.Length, EndLength + LongestComment);
        var tail = new byte[length];
        stream.Position = stream.Length - length;
        stream.ReadExactly(tail);

        // The last one counts, as for everybody who reads from the end. A signature of the archive may come after it.
        for (var at = length - EndLength; at >= 0; at--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at)) == EndSignature)
            {
                return (stream.Length - length + at, tail[at..(at + EndLength)]);
            }
        }

        return null;
    }

    private static bool Walks(Stream stream, long start, int count, long end)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        var at = start;
        for (var i = 0; i < count; i++)
        {
            if (at + HeaderLength > end)
            {
                return false;
            }

            stream.Position = at;
            stream.ReadExactly(header);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) != HeaderSignature)
            {
                return false;
            }

            at += HeaderLength + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[30..]) + BinaryPrimitives.ReadUInt16LittleEndian(header[32..]);
        }

        return at == end;
    }
}
