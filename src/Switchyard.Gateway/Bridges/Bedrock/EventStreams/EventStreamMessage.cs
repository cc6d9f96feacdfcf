using System.Buffers.Binary;

namespace Switchyard.Gateway.Bridges.Bedrock.EventStreams;

/// <summary>
/// One message of <c>application/vnd.amazon.eventstream</c>: total length, length of the headers, CRC of these two, headers, payload, CRC of all before; integers big-endian.
/// What is broken throws <see cref="IOException"/>: the stream can not be trusted from there on.
/// </summary>
internal readonly ref struct EventStreamMessage
{
    private const int Prelude = 12;
    private const int Trailer = 4;
    private const byte StringValue = 7;

    private readonly ReadOnlySpan<byte> _headers;

    private EventStreamMessage(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> payload)
    {
        _headers = headers;
        Payload = payload;
    }

    /// <summary>The payload.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Reads the first message of <paramref name="bytes"/>. False when more bytes are needed; <paramref name="length"/> is then the number known to be needed at least.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, int maxBytes, out EventStreamMessage message, out int length)
    {
        message = default;
        length = Prelude;
        if (bytes.Length < Prelude)
        {
            return false;
        }

        if (Crc32.Of(bytes[..8]) != BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]))
        {
            throw new IOException("The upstream's event stream is broken: the checksum of a prelude is wrong.");
        }

        var total = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var headers = BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]);
        if (total < Prelude + Trailer || headers > total - Prelude - Trailer || total > maxBytes)
        {
            throw new IOException("The upstream's event stream is broken: a message has an impossible length.");
        }

        length = (int)total;
        if (bytes.Length < length)
        {
            return false;
        }

        var covered = bytes[..(length - Trailer)];
        if (Crc32.Of(covered) != BinaryPrimitives.ReadUInt32BigEndian(bytes[covered.Length..]))
        {
            throw new IOException("The upstream's event stream is broken: the checksum of a message is wrong.");
        }

        message = new EventStreamMessage(covered.Slice(Prelude, (int)headers), covered[(Prelude + (int)headers)..]);
        return true;
    }

    /// <summary>Value of the string header <paramref name="name"/>; empty when there is none.</summary>
    public ReadOnlySpan<byte> Header(ReadOnlySpan<byte> name)
    {
        var rest = _headers;
        while (!rest.IsEmpty)
        {
            var itsName = Take(ref rest, Take(ref rest, 1)[0]);
            var kind = Take(ref rest, 1)[0];
            var value = Take(ref rest, kind switch
            {
                0 or 1 => 0,
                2 => 1,
                3 => 2,
                4 => 4,
                5 or 8 => 8,
                6 or StringValue => BinaryPrimitives.ReadUInt16BigEndian(Take(ref rest, 2)),
                9 => 16,
                _ => throw new IOException("The upstream's event stream is broken: a header has an unknown type."),
            });
            if (kind == StringValue && itsName.SequenceEqual(name))
            {
                return value;
            }
        }

        return default;
    }

    private static ReadOnlySpan<byte> Take(scoped ref ReadOnlySpan<byte> rest, int count)
    {
        if (rest.Length < count)
        {
            throw new IOException("The upstream's event stream is broken: a header is cut off.");
        }

        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }
}
