using System.Security.Cryptography;
using System.Text;

namespace Switchyard.Storage.Secrets;

/// <summary>
/// Signs what is handed to clients and comes back, by HMAC-SHA-256 under keys that are derived from the ring for one purpose. The first key signs, all verify: every node of a database verifies what another signed, and
/// what was signed before a rotation is good until its key leaves the ring. Thread-safe.
/// </summary>
public sealed class SecretSigner
{
    /// <summary>Length of a signature in bytes.</summary>
    public const int SignatureBytes = HMACSHA256.HashSizeInBytes;

    private readonly byte[][] _keys;

    /// <summary>Derives the keys.</summary>
    /// <param name="ring">The ring.</param>
    /// <param name="purpose">What is signed. Signatures of one purpose are none of another.</param>
    public SecretSigner(SecretKeyRing ring, string purpose)
    {
        ArgumentNullException.ThrowIfNull(ring);
        var info = Encoding.UTF8.GetBytes($"switchyard.signature.v1/{purpose}");
        _keys = [.. ring.Keys.Select(key => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, SecretKeyRing.KeyBytes, info: info))];
    }

    /// <summary>The signature of <paramref name="content"/>.</summary>
    public byte[] Sign(ReadOnlySpan<byte> content) => HMACSHA256.HashData(_keys[0], content);

    /// <summary>Whether <paramref name="signature"/> is one of <paramref name="content"/> by any key of the ring.</summary>
    public bool Verify(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        var isGood = false;
        Span<byte> expected = stackalloc byte[SignatureBytes];
        foreach (var key in _keys)
        {
            HMACSHA256.HashData(key, content, expected);
            isGood |= CryptographicOperations.FixedTimeEquals(expected, signature);
        }

        return isGood;
    }
}
