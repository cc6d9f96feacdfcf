using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Switchyard.Model.Recording;
using Switchyard.Storage.Recording;

namespace Switchyard.Gateway.Recording;

/// <summary>Writes the fields of a record into a buffer of the thread; one is in use at a time per thread. What does not fit is cut, never an error.</summary>
internal ref struct RecordWriter
{
    /// <summary>Length that stands for null.</summary>
    public const ushort NullText = ushort.MaxValue;

    private const int KeptScratch = 64 << 10;

    [ThreadStatic]
    private static byte[]? _scratch;

    private byte[] _buffer;
    private int _at;

    private RecordWriter(byte[] buffer) => _buffer = buffer;

    /// <summary>What was written.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _at);

    /// <summary>Begins a record.</summary>
    public static RecordWriter Begin() => new(_scratch ??= new byte[4096]);

    /// <summary>Ends the use of the buffer, keeping it for the next record unless a long text made it large.</summary>
    public readonly void End()
    {
        _scratch = _buffer.Length <= KeptScratch ? _buffer : null;
    }

    /// <summary>Writes a byte.</summary>
    public void Byte(byte value) => Take(1)[0] = value;

    /// <summary>Writes a yes or no.</summary>
    public void Bool(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>Writes an id.</summary>
    public void Id(Guid value) => value.TryWriteBytes(Take(16), bigEndian: true, out _);

    /// <summary>Writes an id or null.</summary>
    public void OptionalId(Guid? value)
    {
        Bool(value.HasValue);
        if (value is { } id)
        {
            Id(id);
        }
    }

    /// <summary>Writes a number, small ones in few bytes.</summary>
    public void Number(long value)
    {
        // Zigzag: small negative numbers stay small.
        var rest = (ulong)((value << 1) ^ (value >> 63));
        while (rest >= 0x80)
        {
            Byte((byte)(rest | 0x80));
            rest >>= 7;
        }

        Byte((byte)rest);
    }

    /// <summary>Writes a number or null.</summary>
    public void OptionalNumber(long? value)
    {
        Bool(value.HasValue);
        if (value is { } number)
        {
            Number(number);
        }
    }

    /// <summary>Writes a time in milliseconds.</summary>
    public void Time(DateTimeOffset value) => BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), value.ToUnixTimeMilliseconds());

    /// <summary>Writes a short text or null, cut to <paramref name="most"/> characters. NUL, which PostgreSQL can not hold, becomes U+FFFD like every other thing that is no text.</summary>
    public void Text(string? value, int most)
    {
        if (value is null)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(Take(sizeof(ushort)), NullText);
            return;
        }

        var characters = value.AsSpan(0, Math.Min(value.Length, most));
        Reserve(sizeof(ushort) + Encoding.UTF8.GetMaxByteCount(characters.Length));
        var target = _buffer.AsSpan(_at + sizeof(ushort));
        if (characters.Contains('\0'))
        {
            characters = characters.ToString().Replace('\0', '\uFFFD');
        }

        var length = Encoding.UTF8.GetBytes(characters, target);
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer.AsSpan(_at), (ushort)length);
        _at += sizeof(ushort) + length;
    }

    /// <summary>Writes a text of a request as <paramref name="mode"/> says: sealed, as a hash or not at all. Of its UTF-8 form at most <paramref name="most"/> bytes are sealed. Returns whether it was longer.</summary>
    public bool Secret(string? value, PromptRecording mode, TextSealer sealer, (Guid Interception, RecordedText Kind, int Position) place, int most)
    {
        if (value is null || mode == PromptRecording.Off)
        {
            Byte((byte)SecretForm.None);
            return false;
        }

        var plain = ArrayPool<byte>.Shared.Rent(Math.Min(Encoding.UTF8.GetMaxByteCount(value.Length), most));
        Utf8.FromUtf16(value, plain.AsSpan(0, Math.Min(plain.Length, most)), out var read, out var length);
        var truncated = read < value.Length;
        if (mode == PromptRecording.Hash)
        {
            Byte((byte)SecretForm.Hash);
            Bool(false);

            // The hash is of the whole text, so that equal texts are equal whatever is kept.
            SHA256.HashData(truncated ? Encoding.UTF8.GetBytes(value) : plain.AsSpan(0, length), Take(SHA256.HashSizeInBytes));
            truncated = false;
        }
        else
        {
            Byte((byte)SecretForm.Sealed);
            Bool(truncated);
            Number(length + TextSealer.Overhead);
            sealer.Seal(place.Interception, place.Kind, place.Position, plain.AsSpan(0, length), Take(length + TextSealer.Overhead));
        }

        CryptographicOperations.ZeroMemory(plain.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(plain);
        return truncated;
    }

    private Span<byte> Take(int bytes)
    {
        Reserve(bytes);
        var taken = _buffer.AsSpan(_at, bytes);
        _at += bytes;
        return taken;
    }

    private void Reserve(int bytes)
    {
        if (_buffer.Length - _at < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _at + bytes));
        }
    }
}
