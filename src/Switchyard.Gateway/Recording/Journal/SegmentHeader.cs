using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Switchyard.Gateway.Recording.Journal;

/// <summary>The first page of a segment file: whose it is, which one it is, and the mark of its records.</summary>
/// <param name="Life">The process that wrote it.</param>
/// <param name="Sequence">0, 1, 2 … within the life.</param>
/// <param name="Mark">Random, never 0.</param>
internal sealed record SegmentHeader(JournalLife Life, long Sequence, uint Mark)
{
    /// <summary>Bytes the header takes; records begin after them.</summary>
    public const int Bytes = 4096;

    private const ulong Signature = 0x3130_4c4e_524a_5953; // "SYJRNL01" in file order
    private const int NameOffset = 72;
    private const int MaxName = 255;
    private const int KeyOffset = NameOffset + 1 + MaxName;
    private const int MaxKey = 1024;
    private const int ChecksumOffset = Bytes - sizeof(uint);

    /// <summary>Writes the header into <paramref name="page"/>, <see cref="Bytes"/> zeros.</summary>
    /// <exception cref="InvalidOperationException">The node's name or the sealed key is too long.</exception>
    public void Write(Span<byte> page)
    {
        var name = Encoding.UTF8.GetBytes(Life.NodeName);
        if (name.Length > MaxName || Life.SealedKey.Length > MaxKey)
        {
            throw new InvalidOperationException($"A node name has at most {MaxName} bytes and a sealed key at most {MaxKey}.");
        }

        BinaryPrimitives.WriteUInt64LittleEndian(page, Signature);
        Life.Id.TryWriteBytes(page[8..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64LittleEndian(page[24..], Sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(page[32..], Mark);
        BinaryPrimitives.WriteInt64LittleEndian(page[40..], Life.StartedAt.ToUnixTimeMilliseconds());
        Life.NodeId.TryWriteBytes(page[48..], bigEndian: true, out _);
        page[NameOffset] = (byte)name.Length;
        name.CopyTo(page[(NameOffset + 1)..]);
        BinaryPrimitives.WriteUInt16LittleEndian(page[KeyOffset..], (ushort)Life.SealedKey.Length);
        Life.SealedKey.CopyTo(page[(KeyOffset + sizeof(ushort))..]);
        BinaryPrimitives.WriteUInt32LittleEndian(page[ChecksumOffset..], Crc32C.Append(0, page[..ChecksumOffset]));
    }

    /// <summary>Reads a header; false when <paramref name="page"/> is not one.</summary>
    public static bool TryRead(ReadOnlySpan<byte> page, [NotNullWhen(true)] out SegmentHeader? header)
    {
        header = null;
        if (page.Length < Bytes
            || BinaryPrimitives.ReadUInt64LittleEndian(page) != Signature
            || BinaryPrimitives.ReadUInt32LittleEndian(page[ChecksumOffset..]) != Crc32C.Append(0, page[..ChecksumOffset]))
        {
            return false;
        }

        var life = new JournalLife(
            new Guid(page.Slice(8, 16), bigEndian: true),
            new Guid(page.Slice(48, 16), bigEndian: true),
            Encoding.UTF8.GetString(page.Slice(NameOffset + 1, page[NameOffset])),
            DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64LittleEndian(page[40..])),
            page.Slice(KeyOffset + sizeof(ushort), BinaryPrimitives.ReadUInt16LittleEndian(page[KeyOffset..])).ToArray());
        header = new SegmentHeader(life, BinaryPrimitives.ReadInt64LittleEndian(page[24..]), BinaryPrimitives.ReadUInt32LittleEndian(page[32..]));
        return true;
    }
}
