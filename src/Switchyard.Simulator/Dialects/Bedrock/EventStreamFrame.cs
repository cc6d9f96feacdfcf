using System.Buffers.Binary;
using System.Text;

namespace Switchyard.Simulator.Dialects.Bedrock;

/// <summary>
/// One message of <c>application/vnd.amazon.eventstream</c>: total length, headers length, CRC of these two, headers, payload, CRC of all before;
/// integers big-endian.
/// </summary>
internal static class EventStreamFrame
{
    private const int Overhead = 16;
    private const byte StringValue = 7;

    public static byte[] Encode(IReadOnlyList<(string Name, string Value)> headers, ReadOnlySpan<byte> payload)
    {
        var headerBytes = EncodeHeaders(headers);
        var frame = new byte[Overhead + headerBytes.Length + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), headerBytes.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), Crc32.Of(frame.AsSpan(0, 8)));
        headerBytes.CopyTo(frame, 12);
        payload.CopyTo(frame.AsSpan(12 + headerBytes.Length));
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(frame.Length - 4), Crc32.Of(frame.AsSpan(0, frame.Length - 4)));
        return frame;
    }

    private static byte[] EncodeHeaders(IReadOnlyList<(string Name, string Value)> headers)
    {
        var bytes = new List<byte>(96);
        foreach (var (name, value) in headers)
        {
            bytes.Add((byte)name.Length);
            bytes.AddRange(Encoding.ASCII.GetBytes(name));
            bytes.Add(StringValue);
            var text = Encoding.UTF8.GetBytes(value);
            bytes.Add((byte)(text.Length >> 8));
            bytes.Add((byte)text.Length);
            bytes.AddRange(text);
        }

        return [.. bytes];
    }
}
