using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Switchyard.Gateway.Pipeline;

/// <summary>Makes request ids: UUIDv7 (RFC 9562 §5.7) of the time and 74 random bits. The random bytes are asked of the system for many ids at once; one system call for each would cost a request more than its routing.</summary>
internal static class RequestIds
{
    private const int EachBytes = 10;
    private const int Batch = 64 * EachBytes;

    [ThreadStatic]
    private static byte[]? _random;

    [ThreadStatic]
    private static int _used;

    /// <summary>The next id.</summary>
    public static Guid Next(DateTimeOffset now)
    {
        var random = _random;
        if (random is null || _used == Batch)
        {
            _random = random ??= new byte[Batch];
            RandomNumberGenerator.Fill(random);
            _used = 0;
        }

        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(id, now.ToUnixTimeMilliseconds() << 16);
        random.AsSpan(_used, EachBytes).CopyTo(id[6..]);
        _used += EachBytes;
        id[6] = (byte)(0x70 | (id[6] & 0x0f));
        id[8] = (byte)(0x80 | (id[8] & 0x3f));
        return new Guid(id, bigEndian: true);
    }
}
