using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Switchyard.Model.Secrets;

namespace Switchyard.Model.Access;

/// <summary>
/// The form of every credential Switchyard issues: a prefix, then the Base64Url text of 16 bytes of id, 16 random bytes and 4 bytes of checksum.
/// The id finds the row without a scan; the checksum refuses a mistyped one without a lookup; only the SHA-256 of the text is stored.
/// </summary>
public static class AccessToken
{
    /// <summary>Prefix of access keys.</summary>
    public const string AccessKeyPrefix = "sy_";

    /// <summary>Prefix of operator tokens.</summary>
    public const string OperatorPrefix = "syo_";

    /// <summary>Prefix of gateway tokens.</summary>
    public const string GatewayPrefix = "swg_";

    /// <summary>Prefix of agent tokens.</summary>
    public const string AgentPrefix = "swa_";

    private const int IdBytes = 16;
    private const int PayloadBytes = IdBytes + 16;
    private const int ChecksumBytes = 4;
    private const int TextLength = (PayloadBytes + ChecksumBytes) / 3 * 4;

    /// <summary>Makes a new credential with <paramref name="prefix"/> for the row <paramref name="id"/>.</summary>
    public static Secret Create(string prefix, Guid id)
    {
        Span<byte> bytes = stackalloc byte[PayloadBytes + ChecksumBytes];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        RandomNumberGenerator.Fill(bytes[IdBytes..PayloadBytes]);
        Checksum(prefix, bytes[..PayloadBytes], bytes[PayloadBytes..]);
        return new Secret(prefix + Base64Url.EncodeToString(bytes));
    }

    /// <summary>Reads the id of a well-formed credential: right prefix, length and checksum. It says nothing about whether the credential is valid.</summary>
    public static bool TryReadId(ReadOnlySpan<char> text, string prefix, out Guid id)
    {
        id = default;
        if (text.Length != prefix.Length + TextLength || !text.StartsWith(prefix, StringComparison.Ordinal))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[PayloadBytes + ChecksumBytes];
        // Not the method that begins with Try: it throws when a character is none of the alphabet.
        if (Base64Url.DecodeFromChars(text[prefix.Length..], bytes, out _, out var written) != OperationStatus.Done || written != bytes.Length)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[ChecksumBytes];
        Checksum(prefix, bytes[..PayloadBytes], expected);
        if (!expected.SequenceEqual(bytes[PayloadBytes..]))
        {
            return false;
        }

        id = new Guid(bytes[..IdBytes], bigEndian: true);
        return true;
    }

    /// <summary>SHA-256 of <paramref name="text"/> into <paramref name="hash"/> (32 bytes).</summary>
    public static void Hash(ReadOnlySpan<char> text, Span<byte> hash)
    {
        Span<byte> utf8 = stackalloc byte[512];
        if (Encoding.UTF8.GetMaxByteCount(text.Length) > utf8.Length)
        {
            utf8 = new byte[Encoding.UTF8.GetByteCount(text)];
        }

        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(text, utf8)], hash);
    }

    private static void Checksum(string prefix, ReadOnlySpan<byte> payload, Span<byte> checksum)
    {
        Span<byte> input = stackalloc byte[8 + PayloadBytes];
        var length = Encoding.ASCII.GetBytes(prefix, input);
        payload.CopyTo(input[length..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input[..(length + payload.Length)], hash);
        hash[..ChecksumBytes].CopyTo(checksum);
    }
}
