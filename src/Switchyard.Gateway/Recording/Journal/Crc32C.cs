using System.Numerics;
using System.Runtime.InteropServices;

namespace Switchyard.Gateway.Recording.Journal;

/// <summary>CRC-32C (Castagnoli, RFC 3720 appendix B.4); one instruction for eight bytes where the processor has it.</summary>
internal static class Crc32C
{
    /// <summary>Continues <paramref name="crc"/> (0 begins one) over <paramref name="data"/>.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> data)
    {
        crc = ~crc;
        var words = MemoryMarshal.Cast<byte, ulong>(data);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var value in data[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return ~crc;
    }
}
