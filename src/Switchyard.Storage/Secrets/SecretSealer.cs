using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Switchyard.Storage.Secrets;

/// <summary>
/// Seals texts for the database by AES-256-GCM in two layers: a data key of its own seals each text, the first key of the ring seals the data key.
/// Both layers are bound to table, column and row id, so a sealed value that is copied anywhere else does not open. Thread-safe.
/// </summary>
/// <param name="ring">The keys; the first seals, all open.</param>
public sealed class SecretSealer(SecretKeyRing ring)
{
    private enum Layer : byte
    {
        DataKey = 1,
        Payload = 2,
    }

    /// <summary>The keys in use.</summary>
    public SecretKeyRing Ring { get; } = ring;

    /// <summary>Seals <paramref name="plaintext"/> for one column of one row, as UTF-8; a lone surrogate becomes U+FFFD. Sealing the same text again gives other bytes.</summary>
    public byte[] Seal(string table, string column, Guid rowId, string plaintext)
    {
        var bytes = Encoding.UTF8.GetBytes(plaintext);
        try
        {
            return Seal(table, column, rowId, bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Seals <paramref name="plaintext"/> for one column of one row. Sealing the same bytes again gives other bytes.</summary>
    public byte[] Seal(string table, string column, Guid rowId, ReadOnlySpan<byte> plaintext)
    {
        var value = new byte[SealedLayout.Payload + plaintext.Length];
        value[0] = SealedLayout.Version;
        Span<byte> dataKey = stackalloc byte[SecretKeyRing.KeyBytes];
        try
        {
            RandomNumberGenerator.Fill(dataKey);
            RandomNumberGenerator.Fill(value.AsSpan(SealedLayout.Nonce, SealedLayout.NonceBytes));
            using (var cipher = new AesGcm(dataKey, SealedLayout.TagBytes))
            {
                cipher.Encrypt(
                    value.AsSpan(SealedLayout.Nonce, SealedLayout.NonceBytes),
                    plaintext,
                    value.AsSpan(SealedLayout.Payload),
                    value.AsSpan(SealedLayout.Tag, SealedLayout.TagBytes),
                    Binding(Layer.Payload, table, column, rowId));
            }

            Wrap(value, dataKey, table, column, rowId);
            return value;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>
    /// Opens a value sealed for exactly this column of this row. False, and no text, when it was sealed by a key not in the ring, for another place, or was altered or erased.
    /// </summary>
    public bool TryOpen(string table, string column, Guid rowId, byte[] sealedValue, out string? plaintext)
    {
        plaintext = null;
        if (!TryOpenBytes(table, column, rowId, sealedValue, out var bytes))
        {
            return false;
        }

        plaintext = Encoding.UTF8.GetString(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return true;
    }

    /// <summary>As <see cref="TryOpen"/>, for bytes; the caller clears them after use.</summary>
    public bool TryOpenBytes(string table, string column, Guid rowId, byte[] sealedValue, out byte[] plaintext)
    {
        plaintext = [];
        Span<byte> dataKey = stackalloc byte[SecretKeyRing.KeyBytes];
        if (!TryUnwrap(sealedValue, table, column, rowId, dataKey))
        {
            return false;
        }

        var opened = new byte[sealedValue.Length - SealedLayout.Payload];
        try
        {
            using var cipher = new AesGcm(dataKey, SealedLayout.TagBytes);
            cipher.Decrypt(
                sealedValue.AsSpan(SealedLayout.Nonce, SealedLayout.NonceBytes),
                sealedValue.AsSpan(SealedLayout.Payload),
                sealedValue.AsSpan(SealedLayout.Tag, SealedLayout.TagBytes),
                opened,
                Binding(Layer.Payload, table, column, rowId));
            plaintext = opened;
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>
    /// A text that tells whether two secrets are the same one, and gives nothing away to whoever has no key of the ring: HMAC-SHA-256 under a key derived from the first key, 32
    /// hexadecimal digits. Equal on all nodes that seal with the same key; another after a rotation.
    /// </summary>
    public string Fingerprint(string secret)
    {
        Span<byte> key = stackalloc byte[SecretKeyRing.KeyBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Ring.SealingKey, key, default, "switchyard.fingerprint.v1"u8);
        var tag = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(secret));
        CryptographicOperations.ZeroMemory(key);
        return Convert.ToHexStringLower(tag.AsSpan(0, 16));
    }

    /// <summary>Id of the ring key that sealed <paramref name="sealedValue"/>, 16 hexadecimal digits; empty when it is not a sealed value. It is named in the value, not proven.</summary>
    public static string KeyIdOf(byte[] sealedValue) =>
        SealedLayout.IsWellFormed(sealedValue) ? Convert.ToHexStringLower(sealedValue.AsSpan(SealedLayout.KeyId, SecretKeyRing.KeyIdBytes)) : "";

    /// <summary>
    /// Seals the data key of <paramref name="sealedValue"/> again by the first key of the ring; the payload is neither opened nor changed.
    /// False when no key of the ring opens the data key.
    /// </summary>
    public bool TryRewrap(string table, string column, Guid rowId, byte[] sealedValue, out byte[] rewrapped)
    {
        rewrapped = [];
        Span<byte> dataKey = stackalloc byte[SecretKeyRing.KeyBytes];
        if (!TryUnwrap(sealedValue, table, column, rowId, dataKey))
        {
            return false;
        }

        try
        {
            rewrapped = [.. sealedValue];
            Wrap(rewrapped, dataKey, table, column, rowId);
            return true;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    private void Wrap(byte[] value, ReadOnlySpan<byte> dataKey, string table, string column, Guid rowId)
    {
        Ring.SealingKeyIdBytes.CopyTo(value.AsSpan(SealedLayout.KeyId));
        RandomNumberGenerator.Fill(value.AsSpan(SealedLayout.WrapNonce, SealedLayout.NonceBytes));
        using var cipher = new AesGcm(Ring.SealingKey, SealedLayout.TagBytes);
        cipher.Encrypt(
            value.AsSpan(SealedLayout.WrapNonce, SealedLayout.NonceBytes),
            dataKey,
            value.AsSpan(SealedLayout.WrappedKey, SecretKeyRing.KeyBytes),
            value.AsSpan(SealedLayout.WrapTag, SealedLayout.TagBytes),
            Binding(Layer.DataKey, table, column, rowId));
    }

    private bool TryUnwrap(byte[] value, string table, string column, Guid rowId, Span<byte> dataKey)
    {
        if (!SealedLayout.IsWellFormed(value) || !Ring.TryFind(value.AsSpan(SealedLayout.KeyId, SecretKeyRing.KeyIdBytes), out var key))
        {
            return false;
        }

        try
        {
            using var cipher = new AesGcm(key, SealedLayout.TagBytes);
            cipher.Decrypt(
                value.AsSpan(SealedLayout.WrapNonce, SealedLayout.NonceBytes),
                value.AsSpan(SealedLayout.WrappedKey, SecretKeyRing.KeyBytes),
                value.AsSpan(SealedLayout.WrapTag, SealedLayout.TagBytes),
                dataKey,
                Binding(Layer.DataKey, table, column, rowId));
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    /// <summary>The associated data: format version, layer, table, column (each with its length in front) and row id. The ring key is left out, so that it can change.</summary>
    private static byte[] Binding(Layer layer, string table, string column, Guid rowId)
    {
        var tableBytes = Encoding.UTF8.GetByteCount(table);
        var columnBytes = Encoding.UTF8.GetByteCount(column);
        var binding = new byte[2 + sizeof(ushort) + tableBytes + sizeof(ushort) + columnBytes + 16];
        binding[0] = SealedLayout.Version;
        binding[1] = (byte)layer;
        var rest = binding.AsSpan(2);
        BinaryPrimitives.WriteUInt16BigEndian(rest, checked((ushort)tableBytes));
        rest = rest[sizeof(ushort)..];
        Encoding.UTF8.GetBytes(table, rest);
        rest = rest[tableBytes..];
        BinaryPrimitives.WriteUInt16BigEndian(rest, checked((ushort)columnBytes));
        rest = rest[sizeof(ushort)..];
        Encoding.UTF8.GetBytes(column, rest);
        rowId.TryWriteBytes(rest[columnBytes..], bigEndian: true, out _);
        return binding;
    }
}
