using System.Buffers;

namespace Switchyard.Gateway.Bridges.Json;

/// <summary>Copies a body from its begin to its end, with replacements at rising offsets. What is not replaced is copied byte for byte.</summary>
internal ref struct BodyWriter
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly IBufferWriter<byte> _output;
    private int _copied;

    /// <summary>Starts to copy <paramref name="body"/> to <paramref name="output"/>.</summary>
    public BodyWriter(ReadOnlySpan<byte> body, IBufferWriter<byte> output)
    {
        _body = body;
        _output = output;
    }

    /// <summary>Puts <paramref name="text"/> in place of <paramref name="range"/>, which may be empty and must not lie before an earlier one.</summary>
    public void Replace(Range range, ReadOnlySpan<byte> text)
    {
        CopyTo(range.Start.Value);
        _output.Write(text);
        _copied = range.End.Value;
    }

    /// <summary>Puts the JSON string <paramref name="text"/> in place of <paramref name="range"/>.</summary>
    public void ReplaceWithString(Range range, string text)
    {
        CopyTo(range.Start.Value);
        JsonText.WriteString(text, _output);
        _copied = range.End.Value;
    }

    /// <summary>Copies up to <paramref name="offset"/>.</summary>
    public void CopyTo(int offset)
    {
        _output.Write(_body[_copied..offset]);
        _copied = offset;
    }

    /// <summary>Copies what is left.</summary>
    public void Finish() => CopyTo(_body.Length);
}
