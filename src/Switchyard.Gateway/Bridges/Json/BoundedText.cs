using System.Text;
using System.Text.Json;

namespace Switchyard.Gateway.Bridges.Json;

/// <summary>Text collected from many events, never more than <see cref="MaxBytes"/>: what a model can make an answer grow to must not become the node's memory.</summary>
internal sealed class BoundedText
{
    /// <summary>Most bytes of UTF-8 that are kept; the rest is dropped at a character.</summary>
    public const int MaxBytes = 64 << 10;

    private byte[] _bytes = [];
    private int _length;

    /// <summary>Bytes of UTF-8 so far.</summary>
    public int Length => _length;

    /// <summary>Appends the text of the string at <paramref name="reader"/>; other tokens are ignored.</summary>
    public void AppendString(in Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return;
        }

        var value = reader.ValueSpan;
        if (!reader.ValueIsEscaped)
        {
            Append(value);
            return;
        }

        // Six times the room left is more than any escape can need; the tail is of no use.
        value = value[..Math.Min(value.Length, (MaxBytes - _length) * 6)];
        Reserve(value.Length);
        _length += JsonText.Unescape(value, _bytes.AsSpan(_length));
        _length = Utf8Cut.At(_bytes.AsSpan(0, _length), MaxBytes);
    }

    /// <summary>Appends UTF-8.</summary>
    public void Append(ReadOnlySpan<byte> text)
    {
        text = text[..Utf8Cut.At(text, MaxBytes - _length)];
        Reserve(text.Length);
        text.CopyTo(_bytes.AsSpan(_length));
        _length += text.Length;
    }

    /// <summary>Empties it.</summary>
    public void Clear() => _length = 0;

    /// <inheritdoc />
    public override string ToString() => Encoding.UTF8.GetString(_bytes, 0, _length);

    private void Reserve(int more)
    {
        if (_bytes.Length - _length < more)
        {
            Array.Resize(ref _bytes, Math.Max(256, Math.Max(_bytes.Length * 2, _length + more)));
        }
    }
}
