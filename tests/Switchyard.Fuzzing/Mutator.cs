using System.Buffers.Text;

namespace Switchyard.Fuzzing;

/// <summary>Alters inputs the way fuzzers do. All that it does follows from the random numbers it is given.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> tokens, int maxLength)
{
    private static readonly long[] Edges = [0, 1, -1, 127, 128, 255, 256, 65_535, 65_536, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue, 9_007_199_254_740_993];

    private byte[] _bytes = new byte[maxLength];
    private int _length;

    /// <summary>An altered copy of <paramref name="input"/>; <paramref name="other"/> is what it may be spliced with.</summary>
    public byte[] Mutate(ReadOnlySpan<byte> input, ReadOnlySpan<byte> other, Random random)
    {
        _length = Math.Min(input.Length, maxLength);
        input[.._length].CopyTo(_bytes);
        for (var left = 1 << random.Next(4); left > 0; left--)
        {
            Step(other, random);
        }

        return _bytes.AsSpan(0, _length).ToArray();
    }

    private void Step(ReadOnlySpan<byte> other, Random random)
    {
        if (_length == 0)
        {
            Replace(0, 0, Token(random));
            return;
        }

        var at = random.Next(_length);
        var piece = _bytes.AsSpan(at, random.Next(1, Math.Min(_length - at, 1 << random.Next(1, 9)) + 1));
        switch (random.Next(13))
        {
            case 0:
                _bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                _bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                Replace(at, piece.Length, default);
                break;
            case 3:
                Replace(at, 0, piece.ToArray());
                break;
            case 4:
                Repeat(at, piece.ToArray(), 1 << random.Next(1, 8));
                break;
            case 5:
                Replace(at, 0, Token(random));
                break;
            case 6:
                Replace(at, Math.Min(piece.Length, 8), Token(random));
                break;
            case 7:
                var (begin, end) = WordAt(at);
                Replace(begin, end - begin, random.Next(3) == 0 ? Number(random) : Token(random));
                break;
            case 8:
                _length = at;
                break;
            case 9 when other.Length > 0:
                Replace(at, _length - at, other[random.Next(other.Length)..]);
                break;
            case 10 when other.Length > 0:
                var from = random.Next(other.Length);
                Replace(at, 0, other.Slice(from, random.Next(1, Math.Min(other.Length - from, 64) + 1)));
                break;
            case 11:
                Swap(at, piece.Length, random);
                break;
            default:
                // As a word of its own, where many dialects have one.
                Replace(WordAt(at).End, 0, Token(random));
                break;
        }
    }

    private ReadOnlySpan<byte> Token(Random random) => tokens.Count == 0 ? " "u8 : tokens[random.Next(tokens.Count)];

    private static byte[] Number(Random random)
    {
        Span<byte> digits = stackalloc byte[32];
        Utf8Formatter.TryFormat(Edges[random.Next(Edges.Length)], digits, out var length);
        return digits[..length].ToArray();
    }

    private (int Begin, int End) WordAt(int at)
    {
        var (begin, end) = (at, at);
        while (begin > 0 && IsWord(_bytes[begin - 1]))
        {
            begin--;
        }

        while (end < _length && IsWord(_bytes[end]))
        {
            end++;
        }

        return (begin, end);
    }

    private static bool IsWord(byte unit) => char.IsAsciiLetterOrDigit((char)unit) || unit is (byte)'_' or (byte)'.' or (byte)'-' or (byte)'+' or >= 0x80;

    private void Repeat(int at, byte[] piece, int times)
    {
        while (times-- > 0 && _length + piece.Length <= maxLength)
        {
            Replace(at, 0, piece);
        }
    }

    private void Swap(int at, int length, Random random)
    {
        var piece = _bytes.AsSpan(at, length).ToArray();
        Replace(at, length, default);
        Replace(random.Next(_length + 1), 0, piece);
    }

    private void Replace(int at, int length, ReadOnlySpan<byte> with)
    {
        var tail = _bytes.AsSpan(at + length, _length - at - length);
        with = with[..Math.Min(with.Length, maxLength - at)];
        tail = tail[..Math.Min(tail.Length, maxLength - at - with.Length)];
        tail.CopyTo(_bytes.AsSpan(at + with.Length));
        with.CopyTo(_bytes.AsSpan(at));
        _length = at + with.Length + tail.Length;
    }
}
