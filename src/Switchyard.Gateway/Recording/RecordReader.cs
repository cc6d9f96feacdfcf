using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Switchyard.Gateway.Recording;

/// <summary>Reads what <see cref="RecordWriter"/> wrote.</summary>
/// <param name="bytes">A record.</param>
/// <exception cref="InvalidDataException">From every method: the record ends too soon or holds what it can not.</exception>
internal ref struct RecordReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Reads a byte.</summary>
    public byte Byte() => Take(1)[0];

    /// <summary>Reads a yes or no.</summary>
    public bool Bool() => Byte() != 0;

    /// <summary>Reads an id.</summary>
    public Guid Id() => new(Take(16), bigEndian: true);

    /// <summary>Reads an id or null.</summary>
    public Guid? OptionalId() => Bool() ? Id() : null;

    /// <summary>Reads a number.</summary>
    public long Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return (long)(value >> 1) ^ -(long)(value & 1);
            }
        }

        throw new InvalidDataException("A number has too many bytes.");
    }

    /// <summary>Reads a number or null.</summary>
    public long? OptionalNumber() => Bool() ? Number() : null;

    /// <summary>Reads a time.</summary>
    public DateTimeOffset Time()
    {
        var milliseconds = BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));
        try
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        }
        catch (ArgumentOutOfRangeException fault)
        {
            throw new InvalidDataException("A time is out of range.", fault);
        }
    }

    /// <summary>Reads a short text or null.</summary>
    public string? OptionalText()
    {
        var length = BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));
        return length == RecordWriter.NullText ? null : Encoding.UTF8.GetString(Take(length));
    }

    /// <summary>Reads a short text.</summary>
    public string Text() => OptionalText() ?? throw new InvalidDataException("A text is missing.");

    /// <summary>Reads a text of a request; null when none was recorded.</summary>
    public (byte[]? Sealed, string? Hash, bool Truncated)? Secret()
    {
        switch ((SecretForm)Byte())
        {
            case SecretForm.None:
                return null;
            case SecretForm.Sealed:
                var truncated = Bool();
                return (Take((int)Math.Min(Number(), int.MaxValue)).ToArray(), null, truncated);
            case SecretForm.Hash:
                Bool();
                return (null, Convert.ToHexStringLower(Take(SHA256.HashSizeInBytes)), false);
            default:
                throw new InvalidDataException("A text has an unknown form.");
        }
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || _rest.Length < count)
        {
            throw new InvalidDataException("The record ends too soon.");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
