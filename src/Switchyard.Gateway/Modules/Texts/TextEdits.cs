using System.Text.Encodings.Web;
using System.Text.Json;
using Switchyard.Gateway.Bodies;
using Switchyard.Gateway.Bridges.Json;

namespace Switchyard.Gateway.Modules.Texts;

/// <summary>Replacements in the bytes of a JSON document, collected in any order and made at once. Everything else stays byte for byte.</summary>
internal sealed class TextEdits
{
    private readonly List<(int Start, int End, JsonEncodedText Text)> _edits = [];

    /// <summary>Whether there are any.</summary>
    public bool IsEmpty => _edits.Count == 0;

    /// <summary>Puts <paramref name="text"/> in place of the bytes of <paramref name="range"/>, which lie within one string.</summary>
    public void Replace(Range range, string text) =>
        _edits.Add((range.Start.Value, range.End.Value, JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)));

    /// <summary>The document after the edits. Where two meet, the first one's text stands for all that either was to replace.</summary>
    public byte[] Apply(ReadOnlySpan<byte> document)
    {
        _edits.Sort(static (one, two) => one.Start != two.Start ? one.Start.CompareTo(two.Start) : two.End.CompareTo(one.End));
        using var output = new PooledBuffer();
        var writer = new BodyWriter(document, output);
        for (var i = 0; i < _edits.Count; i++)
        {
            var (start, end, text) = _edits[i];
            while (i + 1 < _edits.Count && _edits[i + 1].Start < end)
            {
                end = Math.Max(end, _edits[++i].End);
            }

            writer.Replace(start..end, text.EncodedUtf8Bytes);
        }

        writer.Finish();
        return output.Written.ToArray();
    }
}
