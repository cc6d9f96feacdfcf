using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Switchyard.Gateway.Bridges.Json;

/// <summary>Texts of JSON strings that never throw. The reader of the platform refuses lone surrogates and bytes that are not UTF-8; foreign traffic has both, and it is none of Switchyard's business.</summary>
internal static class JsonText
{
    private const int StackBytes = 256;

    /// <summary>Whether the string or property name at <paramref name="reader"/> is <paramref name="text"/>.</summary>
    public static bool Is(in Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        var value = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            return value.SequenceEqual(text);
        }

        // No escape is longer than six bytes for one byte of plain text.
        if (value.Length > text.Length * 6)
        {
            return false;
        }

        Span<byte> plain = stackalloc byte[StackBytes];
        return value.Length <= StackBytes && plain[..Unescape(value, plain)].SequenceEqual(text);
    }

    /// <summary>Text of the string at <paramref name="reader"/>, what can not be decoded replaced by U+FFFD; null when the token is no string or the text is empty.</summary>
    public static string? Text(in Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.IsEmpty)
        {
            return null;
        }

        return reader.ValueIsEscaped ? Decode(reader.ValueSpan, int.MaxValue) : Encoding.UTF8.GetString(reader.ValueSpan);
    }

    /// <summary>The property name at <paramref name="reader"/>.</summary>
    public static string OfName(in Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? Decode(reader.ValueSpan, int.MaxValue) : Encoding.UTF8.GetString(reader.ValueSpan);

    /// <summary>Decodes a string token, quotes included, as its offsets stand in <see cref="RequestFacts"/>; at most <paramref name="maxBytes"/> bytes of UTF-8, cut at a character.</summary>
    public static string OfToken(ReadOnlySpan<byte> token, int maxBytes = int.MaxValue) =>
        token.Length < 2 ? "" : Decode(token[1..^1], maxBytes);

    /// <summary>Writes the content of a JSON string, quotes not included, without its escapes. <paramref name="destination"/> must be as long as <paramref name="content"/>; the result is never longer.</summary>
    public static int Unescape(ReadOnlySpan<byte> content, Span<byte> destination)
    {
        var written = 0;
        while (true)
        {
            var slash = content.IndexOf((byte)'\\');
            if (slash < 0 || slash + 1 >= content.Length)
            {
                content.CopyTo(destination[written..]);
                return written + content.Length;
            }

            content[..slash].CopyTo(destination[written..]);
            written += slash;
            var kind = content[slash + 1];
            content = content[(slash + 2)..];
            if (kind == (byte)'u')
            {
                written += Rune(ref content).EncodeToUtf8(destination[written..]);
            }
            else
            {
                destination[written++] = kind switch
                {
                    (byte)'b' => (byte)'\b',
                    (byte)'f' => (byte)'\f',
                    (byte)'n' => (byte)'\n',
                    (byte)'r' => (byte)'\r',
                    (byte)'t' => (byte)'\t',
                    _ => kind,
                };
            }
        }
    }

    /// <summary>Writes <paramref name="text"/> as a JSON string, quotes included, with no more escapes than JSON demands.</summary>
    public static void WriteString(string text, IBufferWriter<byte> output)
    {
        using var writer = new Utf8JsonWriter(output, JsonWriting.Options);
        writer.WriteStringValue(text);
    }

    /// <summary>As <see cref="WriteString"/>, into an array.</summary>
    public static byte[] ToToken(string text)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 2);
        WriteString(text, output);
        return output.WrittenSpan.ToArray();
    }

    private static Rune Rune(ref ReadOnlySpan<byte> content)
    {
        var unit = Unit(ref content);
        if (!char.IsSurrogate(unit))
        {
            return new Rune(unit);
        }

        var ahead = content;
        if (char.IsHighSurrogate(unit) && ahead.StartsWith("\\u"u8))
        {
            ahead = ahead[2..];
            if (System.Text.Rune.TryCreate(unit, Unit(ref ahead), out var pair))
            {
                content = ahead;
                return pair;
            }
        }

        return System.Text.Rune.ReplacementChar;
    }

    private static char Unit(ref ReadOnlySpan<byte> content)
    {
        var length = Math.Min(4, content.Length);
        var unit = ushort.TryParse(content[..length], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var parsed) ? (char)parsed : '\uFFFD';
        content = content[length..];
        return unit;
    }

    private static string Decode(ReadOnlySpan<byte> content, int maxBytes)
    {
        byte[]? rented = null;
        var plain = content.Length <= StackBytes ? stackalloc byte[StackBytes] : (rented = ArrayPool<byte>.Shared.Rent(content.Length));
        try
        {
            var length = Unescape(content, plain);
            return Encoding.UTF8.GetString(plain[..Utf8Cut.At(plain[..length], maxBytes)]);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }
}
