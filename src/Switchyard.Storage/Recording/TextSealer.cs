using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Switchyard.Storage.Recording;

/// <summary>
/// Seals the texts of requests (prompts, reasoning, tool arguments) by AES-256-GCM with one data key per life of a node. The data key itself is sealed by the key ring, so a rotation
/// rewraps one value per life and not one per text; and what is sealed here goes to the journal and to the database as it is. Thread-safe.
/// </summary>
/// <remarks>Layout: version (1 byte), nonce (12), tag (16), ciphertext. Bound to interception, kind and position: a text moved elsewhere does not open.</remarks>
public sealed class TextSealer
{
    /// <summary>Bytes of a data key.</summary>
    public const int KeyBytes = 32;

    /// <summary>Bytes that sealing adds.</summary>
    public const int Overhead = 1 + NonceBytes + TagBytes;

    private const byte Version = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int BindingBytes = 1 + 1 + sizeof(int) + 16;

    [ThreadStatic]
    private static (TextSealer Owner, AesGcm Cipher) _mine;

    private readonly byte[] _key;
    private readonly uint _noncePrefix = BinaryPrimitives.ReadUInt32LittleEndian(RandomNumberGenerator.GetBytes(sizeof(uint)));
    private long _nonces;

    /// <summary>Seals and opens with <paramref name="key"/>, <see cref="KeyBytes"/> random bytes. One instance per key and process: it is what makes nonces unique.</summary>
    public TextSealer(byte[] key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyBytes, nameof(key));
        _key = key;
    }

    /// <summary>Seals <paramref name="text"/> into <paramref name="target"/>, which has <see cref="Overhead"/> more bytes.</summary>
    public void Seal(Guid interception, RecordedText kind, int position, ReadOnlySpan<byte> text, Span<byte> target)
    {
        target[0] = Version;
        var nonce = target.Slice(1, NonceBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(nonce, _noncePrefix);
        BinaryPrimitives.WriteInt64LittleEndian(nonce[sizeof(uint)..], Interlocked.Increment(ref _nonces));
        Span<byte> binding = stackalloc byte[BindingBytes];
        Bind(binding, interception, kind, position);
        Cipher().Encrypt(nonce, text, target[Overhead..], target.Slice(1 + NonceBytes, TagBytes), binding);
    }

    /// <summary>Opens what <see cref="Seal"/> sealed for exactly this place; null when it was altered, moved or sealed with another key.</summary>
    public byte[]? Open(Guid interception, RecordedText kind, int position, ReadOnlySpan<byte> value)
    {
        if (value.Length < Overhead || value[0] != Version)
        {
            return null;
        }

        Span<byte> binding = stackalloc byte[BindingBytes];
        Bind(binding, interception, kind, position);
        var text = new byte[value.Length - Overhead];
        try
        {
            Cipher().Decrypt(value.Slice(1, NonceBytes), value[Overhead..], value.Slice(1 + NonceBytes, TagBytes), text, binding);
            return text;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static void Bind(Span<byte> binding, Guid interception, RecordedText kind, int position)
    {
        binding[0] = Version;
        binding[1] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(binding[2..], position);
        interception.TryWriteBytes(binding[(2 + sizeof(int))..], bigEndian: true, out _);
    }

    // A cipher keeps state between calls and is not thread-safe; making one expands the key, which costs more than sealing a short text.
    private AesGcm Cipher()
    {
        if (!ReferenceEquals(_mine.Owner, this))
        {
            _mine = (this, new AesGcm(_key, TagBytes));
        }

        return _mine.Cipher;
    }
}
