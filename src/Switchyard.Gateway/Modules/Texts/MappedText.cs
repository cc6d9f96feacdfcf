using System.Globalization;
using System.Text;

namespace Switchyard.Gateway.Modules.Texts;

/// <summary>A JSON string without its escapes, that knows for every character where it stands in the bytes. One instance serves many strings, one after the other.</summary>
internal sealed class MappedText
{
    private char[] _characters = [];
    private int[] _offsets = [];
    private int _length;

    /// <summary>The text.</summary>
    public ReadOnlySpan<char> Characters => _characters.AsSpan(0, _length);

    /// <summary>Reads the content of a string, quotes not included, that stands at <paramref name="offset"/>. The bytes are valid JSON in valid UTF-8.</summary>
    public void Read(ReadOnlySpan<byte> content, int offset)
    {
        _length = 0;
        if (_characters.Length < content.Length)
        {
            _characters = new char[content.Length];
            _offsets = new int[content.Length + 1];
        }

        var at = 0;
        while (at < content.Length)
        {
            if (content[at] == (byte)'\\' && at + 1 < content.Length)
            {
                at += Escape(content[at..], offset + at);
                continue;
            }

            // Never more characters than bytes: what takes two characters takes four bytes.
            Rune.DecodeFromUtf8(content[at..], out var rune, out var taken);
            var written = rune.EncodeToUtf16(_characters.AsSpan(_length));
            _offsets.AsSpan(_length, written).Fill(offset + at);
            _length += written;
            at += taken;
        }

        _offsets[_length] = offset + content.Length;
    }

    /// <summary>The bytes of the characters from <paramref name="index"/> on; never half of a character that is written as one.</summary>
    public Range BytesOf(int index, int length)
    {
        var end = index + length;
        return _offsets[IsWithin(index) ? index - 1 : index].._offsets[IsWithin(end) ? end + 1 : end];
    }

    // Between the two halves of one character, be it written as four bytes or as two escapes.
    private bool IsWithin(int index) => index > 0 && index < _length && char.IsSurrogatePair(_characters[index - 1], _characters[index]);

    private int Escape(ReadOnlySpan<byte> escape, int offset)
    {
        var kind = escape[1];
        var (character, taken) = kind switch
        {
            (byte)'u' when escape.Length >= 6 && ushort.TryParse(escape[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) => ((char)unit, 6),
            (byte)'b' => ('\b', 2),
            (byte)'f' => ('\f', 2),
            (byte)'n' => ('\n', 2),
            (byte)'r' => ('\r', 2),
            (byte)'t' => ('\t', 2),
            _ => ((char)kind, 2),
        };
        _characters[_length] = character;
        _offsets[_length++] = offset;
        return taken;
    }
}
