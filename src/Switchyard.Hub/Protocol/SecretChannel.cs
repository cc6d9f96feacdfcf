using System.Security.Cryptography;
using System.Text;

namespace Switchyard.Hub.Protocol;

/// <summary>
/// Seals secrets for one connection, so that no frame shows one, whatever carries it. The key comes from an ephemeral P-256 agreement and the hash of the gateway's token, which both ends
/// have: who listens has neither, who stands in between lacks the token, and who later steals the database can not open what was sent before.
/// </summary>
/// <remarks>Key: HKDF-SHA-256 (RFC 5869) of the agreement with the token's hash as salt. Seal: AES-256-GCM, random nonce of 96 bits, kind and id of the object as associated data.</remarks>
public sealed class SecretChannel : IDisposable
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly AesGcm _cipher;

    private SecretChannel(byte[] key) => _cipher = new AesGcm(key, TagBytes);

    /// <summary>Makes one end's half of the agreement.</summary>
    public static ECDiffieHellman CreateHalf() => ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>What the other end has to know of <paramref name="half"/>.</summary>
    public static string PublicKeyOf(ECDiffieHellman half) => Convert.ToBase64String(half.ExportSubjectPublicKeyInfo());

    /// <summary>Agrees on the key.</summary>
    /// <param name="half">This end's half.</param>
    /// <param name="peer">The other end's public key.</param>
    /// <param name="tokenHash">SHA-256 of the token's text.</param>
    /// <exception cref="FrameException"><paramref name="peer"/> is not a P-256 key.</exception>
    public static SecretChannel Agree(ECDiffieHellman half, string peer, ReadOnlySpan<byte> tokenHash)
    {
        try
        {
            using var other = ECDiffieHellman.Create();
            other.ImportSubjectPublicKeyInfo(Convert.FromBase64String(peer), out _);
            if (other.KeySize != half.KeySize)
            {
                throw new FrameException("publicKey: is not a P-256 key.");
            }

            var agreed = half.DeriveRawSecretAgreement(other.PublicKey);
            var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, agreed, 32, tokenHash.ToArray(), "switchyard.gateway-channel.v1"u8.ToArray());
            CryptographicOperations.ZeroMemory(agreed);
            try
            {
                return new SecretChannel(key);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(key);
            }
        }
        catch (Exception fault) when (fault is FormatException or CryptographicException or PlatformNotSupportedException)
        {
            // The last is what a point beside the curve is called here.
            throw new FrameException("publicKey: is not a P-256 key in Base64 of SubjectPublicKeyInfo.", fault);
        }
    }

    /// <summary>Seals the secrets of an object.</summary>
    public string Seal(string kind, string id, ReadOnlySpan<byte> plaintext)
    {
        var bytes = new byte[NonceBytes + TagBytes + plaintext.Length];
        RandomNumberGenerator.Fill(bytes.AsSpan(0, NonceBytes));
        _cipher.Encrypt(bytes.AsSpan(0, NonceBytes), plaintext, bytes.AsSpan(NonceBytes + TagBytes), bytes.AsSpan(NonceBytes, TagBytes), Binding(kind, id));
        return Convert.ToBase64String(bytes);
    }

    /// <summary>Opens the secrets of an object; the caller clears them after use.</summary>
    /// <exception cref="FrameException">They were sealed for another object or connection, or altered.</exception>
    public byte[] Open(string kind, string id, string text)
    {
        try
        {
            var bytes = Convert.FromBase64String(text);
            if (bytes.Length < NonceBytes + TagBytes)
            {
                throw new FrameException($"{kind} {id}: its secrets are cut off.");
            }

            var plaintext = new byte[bytes.Length - NonceBytes - TagBytes];
            _cipher.Decrypt(bytes.AsSpan(0, NonceBytes), bytes.AsSpan(NonceBytes + TagBytes), bytes.AsSpan(NonceBytes, TagBytes), plaintext, Binding(kind, id));
            return plaintext;
        }
        catch (Exception fault) when (fault is FormatException or CryptographicException)
        {
            throw new FrameException($"{kind} {id}: its secrets do not open.", fault);
        }
    }

    /// <inheritdoc />
    public void Dispose() => _cipher.Dispose();

    private static byte[] Binding(string kind, string id) => Encoding.UTF8.GetBytes($"{kind}\n{id}");
}
