using System.Security.Cryptography;

namespace Switchyard.Configuration.Sources.File.References;

/// <summary>The bytes of a file as they were in one read, or why there are none.</summary>
/// <param name="Bytes">The content, or null.</param>
/// <param name="Fault">Why it could not be read, or null.</param>
internal sealed record FileContent(byte[]? Bytes, string? Fault)
{
    private static readonly byte[] Absent = new byte[SHA256.HashSizeInBytes];

    /// <summary>SHA-256 of the content; all zero for a file that could not be read, so that its coming is a change.</summary>
    public byte[] Hash { get; } = Bytes is null ? Absent : SHA256.HashData(Bytes);

    /// <summary>Reads a file of at most <paramref name="maxBytes"/> bytes now.</summary>
    public static FileContent Read(string path, int maxBytes)
    {
        try
        {
            if (PipeProbe.IsPipe(path))
            {
                return new FileContent(null, "Is not a regular file.");
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
            var buffer = new byte[(int)Math.Min(stream.CanSeek ? stream.Length + 1 : maxBytes + 1L, maxBytes + 1L)];
            var length = 0;
            while (true)
            {
                length += stream.ReadAtLeast(buffer.AsSpan(length), buffer.Length - length, throwOnEndOfStream: false);
                if (length > maxBytes)
                {
                    return new FileContent(null, $"Is larger than {(maxBytes >= 1 << 20 ? $"{maxBytes >> 20} MiB" : $"{maxBytes} bytes")}.");
                }

                if (length < buffer.Length)
                {
                    return new FileContent(buffer[..length], null);
                }

                // It grew while it was read.
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, maxBytes + 1));
            }
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return new FileContent(null, "Does not exist.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new FileContent(null, $"Can not be read: {failure.Message}");
        }
    }
}
