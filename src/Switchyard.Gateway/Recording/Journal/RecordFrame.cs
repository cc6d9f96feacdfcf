using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Switchyard.Gateway.Recording.Journal;

/// <summary>
/// The form of a record in a segment: mark (4 bytes), payload length (4), CRC-32C over both and the payload (4), zero (4), payload, zeros up to a multiple of 8.
/// The mark is drawn at random per segment, so nothing a client sends can look like a record, and is written last: a record without it is still being copied, or never was.
/// </summary>
internal static class RecordFrame
{
    /// <summary>Bytes before the payload.</summary>
    public const int HeaderBytes = 16;

    /// <summary>Records begin at multiples of this.</summary>
    public const int Alignment = 8;

    /// <summary>Bytes a record with <paramref name="payload"/> bytes takes.</summary>
    public static int SizeOf(int payload) => (HeaderBytes + payload + (Alignment - 1)) & ~(Alignment - 1);

    /// <summary>Writes a record into <paramref name="target"/>, which is zeros and of <see cref="SizeOf"/> bytes, so that no reader takes it for whole before it is.</summary>
    public static void Write(Span<byte> target, uint mark, ReadOnlySpan<byte> payload)
    {
        payload.CopyTo(target[HeaderBytes..]);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(target[8..], Checksum(mark, payload));
        Volatile.Write(ref Unsafe.As<byte, uint>(ref target[0]), BitConverter.IsLittleEndian ? mark : BinaryPrimitives.ReverseEndianness(mark));
    }

    /// <summary>Reads the record at the start of <paramref name="source"/>. False when there is none that is whole.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, uint mark, out ReadOnlySpan<byte> payload, out int size)
    {
        payload = default;
        size = 0;
        if (!TryReadLength(source, mark, out var length) || source.Length - HeaderBytes < length)
        {
            return false;
        }

        var found = source.Slice(HeaderBytes, length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(source[8..]) != Checksum(mark, found))
        {
            return false;
        }

        payload = found;
        size = SizeOf(length);
        return true;
    }

    /// <summary>Reads the mark and the length only: how much must be at hand to read the record.</summary>
    public static bool TryReadLength(ReadOnlySpan<byte> source, uint mark, out int length)
    {
        length = 0;
        if (source.Length < HeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(source) != mark)
        {
            return false;
        }

        length = BinaryPrimitives.ReadInt32LittleEndian(source[4..]);
        return length >= 0;
    }

    private static uint Checksum(uint mark, ReadOnlySpan<byte> payload) => Crc32C.Append(mark ^ (uint)payload.Length, payload);
}
