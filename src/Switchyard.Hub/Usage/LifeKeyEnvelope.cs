using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Switchyard.Hub.Usage;

/// <summary>
/// The data key of an edge's texts on its way to the control plane: both ends know the hash of the gateway's token, so the key is wrapped with what is derived from it, and only the node that checks the token
/// can open it, to seal it with its own ring.
/// </summary>
/// <remarks>Key: HKDF-SHA-256 (RFC 5869) of the token's hash. Wrap: AES-256-GCM, random nonce of 96 bits, id of the life as associated data.</remarks>
public static class LifeKeyEnvelope
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    /// <summary>Wraps the data key of a life.</summary>
    /// <param name="tokenHash">SHA-256 of the token's text.</param>
    /// <param name="life">Id of the life.</param>
    /// <param name="key">The key.</param>
    public static byte[] Wrap(ReadOnlySpan<byte> tokenHash, Guid life, ReadOnlySpan<byte> key)
    {
        var wrapped = new byte[NonceBytes + TagBytes + key.Length];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, NonceBytes));
        using var cipher = Cipher(tokenHash);
        cipher.Encrypt(wrapped.AsSpan(0, NonceBytes), key, wrapped.AsSpan(NonceBytes + TagBytes), wrapped.AsSpan(NonceBytes, TagBytes), life.ToByteArray(bigEndian: true));
        return wrapped;
    }

    /// <summary>Opens what <see cref="Wrap"/> made for exactly this token and life. The caller clears the key after use.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> tokenHash, Guid life, ReadOnlySpan<byte> wrapped, [NotNullWhen(true)] out byte[]? key)
    {
        key = null;
        if (wrapped.Length <= NonceBytes + TagBytes)
        {
            return false;
        }

        var opened = new byte[wrapped.Length - NonceBytes - TagBytes];
        using var cipher = Cipher(tokenHash);
        try
        {
            cipher.Decrypt(wrapped[..NonceBytes], wrapped[(NonceBytes + TagBytes)..], wrapped.Slice(NonceBytes, TagBytes), opened, life.ToByteArray(bigEndian: true));
            key = opened;
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    private static AesGcm Cipher(ReadOnlySpan<byte> tokenHash)
    {
        Span<byte> key = stackalloc byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, tokenHash, key, default, "switchyard.life-key.v1"u8);
        try
        {
            return new AesGcm(key, TagBytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
