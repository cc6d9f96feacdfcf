namespace Switchyard.Proxy.Greeting;

/// <summary>Reads from a client until the empty line that ends a head, and not a byte further than it has to.</summary>
internal static class HeadReader
{
    /// <summary>Longest head in bytes.</summary>
    public const int MaxBytes = 16 * 1024;

    private static ReadOnlySpan<byte> End => "\r\n\r\n"u8;

    /// <summary>The head with its empty line, and what came behind it. Null when the client went before its end.</summary>
    public static async Task<HeadRead?> ReadAsync(Stream client, CancellationToken cancellationToken)
    {
        var buffer = new byte[1024];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length == MaxBytes)
                {
                    return new HeadRead(Refusal.HeadTooLarge, default, default);
                }

                Array.Resize(ref buffer, length * 4);
            }

            var read = await client.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return null;
            }

            var from = Math.Max(0, length - End.Length + 1);
            length += read;
            if (buffer.AsSpan(from, length - from).IndexOf(End) is >= 0 and var at)
            {
                var end = from + at + End.Length;
                return new HeadRead(null, buffer.AsMemory(0, end), buffer.AsMemory(end, length - end));
            }

            if (!char.IsAsciiLetterUpper((char)buffer[0]))
            {
                // No method of HTTP begins like this; a TLS greeting to a proxy that speaks none does. It is told at once instead of after a time limit.
                return new HeadRead(Refusal.Malformed("it is not HTTP"), default, default);
            }
        }
    }
}
