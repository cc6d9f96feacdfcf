using System.Globalization;
using System.Text;
using System.Text.Json;
using Switchyard.Gateway.Bridges.Json;
using Switchyard.Model.Tools;

namespace Switchyard.Gateway.Tools.Calls;

/// <summary>
/// Reads the result of a tool (MCP 2025-11-25, <c>CallToolResult</c>) into what a model is told. Text is text, an embedded text its text, everything else one line that says what it is; images are kept for formats that
/// have them. Of the text no more is kept than allowed, and what is cut off is said.
/// </summary>
internal sealed class ResultReader
{
    private const string Nothing = "(The tool returned nothing.)";
    private const string Unreadable = "The tool returned something that is no result.";

    private readonly List<AnswerPart> _parts = [];
    private readonly bool _takesImages;
    private int _textLeft;
    private int _imagesLeft;
    private long _textBytes;
    private bool _hasText;

    private ResultReader(ToolSettings settings, bool takesImages)
    {
        _takesImages = takesImages;
        _textLeft = settings.MaxResultBytes;
        _imagesLeft = settings.MaxImageBytes;
    }

    /// <summary>Reads <paramref name="result"/>. <paramref name="takesImages"/> says whether the format has images.</summary>
    public static ToolAnswer Read(ReadOnlyMemory<byte> result, ToolSettings settings, bool takesImages)
    {
        try
        {
            return result.Span.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] ? new ResultReader(settings, takesImages).Read(result.Span) : ToolAnswer.Failed(Unreadable);
        }
        catch (JsonException)
        {
            return ToolAnswer.Failed(Unreadable);
        }
    }

    private ToolAnswer Read(ReadOnlySpan<byte> json)
    {
        var members = JsonMember.Of(json);
        if (members.ValueOf("content") is { } content)
        {
            foreach (var item in JsonMember.Elements(json, content))
            {
                Take(json, JsonMember.Of(json, item));
            }
        }

        if (!_hasText && members.ValueOf("structuredContent") is { } structured && json[structured.Start.Value] == (byte)'{')
        {
            Add(json[structured]);
        }

        if (_parts.Count == 0)
        {
            Add(Encoding.UTF8.GetBytes(Nothing));
        }

        if (_textLeft == 0)
        {
            var note = string.Create(CultureInfo.InvariantCulture, $"[Cut off here: the whole text has {_textBytes} bytes.]");
            _parts.Add(new AnswerPart(Encoding.UTF8.GetBytes(note)));
        }

        return new ToolAnswer(_parts, members.ValueOf("isError") is { } error && json[error].SequenceEqual("true"u8));
    }

    private void Take(ReadOnlySpan<byte> json, List<JsonMember> item)
    {
        switch (item.TextOf(json, "type"))
        {
            case "text":
                TakeText(json, item);
                break;
            case "image":
                TakeMedia(json, item, "image", isImage: true);
                break;
            case "audio":
                TakeMedia(json, item, "audio", isImage: false);
                break;
            case "resource" when item.ValueOf("resource") is { } inner:
                TakeResource(json, JsonMember.Of(json, inner));
                break;
            case "resource_link":
                Add(Line($"[link {item.TextOf(json, "mimeType") ?? "unknown type"} {item.TextOf(json, "uri")}]"));
                break;
            case var other:
                Add(Line($"[{other ?? "unknown content"}]"));
                break;
        }
    }

    private void TakeResource(ReadOnlySpan<byte> json, List<JsonMember> resource)
    {
        if (resource.IndexOf("text") >= 0)
        {
            TakeText(json, resource);
            return;
        }

        Add(Line($"[resource {resource.TextOf(json, "mimeType") ?? "unknown type"} {resource.TextOf(json, "uri")}]"));
    }

    private void TakeText(ReadOnlySpan<byte> json, List<JsonMember> item)
    {
        if (item.ValueOf("text") is not { } value || json[value.Start.Value] != (byte)'"')
        {
            return;
        }

        _hasText = true;
        var content = json[(value.Start.Value + 1)..(value.End.Value - 1)];
        _textBytes += content.Length;

        // Six bytes are the longest escape of one byte of text: no more of it can be needed.
        var needed = content[..(int)Math.Min(content.Length, 6L * _textLeft + 6)];
        var plain = new byte[needed.Length];
        Keep(plain.AsMemory(0, JsonText.Unescape(needed, plain)));
    }

    private void TakeMedia(ReadOnlySpan<byte> json, List<JsonMember> item, string kind, bool isImage)
    {
        var type = item.TextOf(json, "mimeType") ?? "unknown type";
        var data = item.ValueOf("data") is { } value && json[value.Start.Value] == (byte)'"' ? json[(value.Start.Value + 1)..(value.End.Value - 1)] : default;
        var bytes = data.Length / 4 * 3;
        var line = Line(string.Create(CultureInfo.InvariantCulture, $"[{kind} {type}, {bytes} bytes]"));
        if (!isImage || !_takesImages || bytes > _imagesLeft || data.IsEmpty || data.Contains((byte)'\\'))
        {
            Add(line);
            return;
        }

        _imagesLeft -= bytes;
        _parts.Add(new AnswerPart(line, type, data.ToArray()));
    }

    private void Add(ReadOnlySpan<byte> text)
    {
        _textBytes += text.Length;
        Keep(text.ToArray());
    }

    private void Keep(ReadOnlyMemory<byte> text)
    {
        if (text.IsEmpty)
        {
            return;
        }

        var length = Utf8Cut.At(text.Span, _textLeft);
        // Whatever is cut, no later part follows: a text with a hole reads as if it were whole.
        _textLeft = length < text.Length ? 0 : Math.Max(_textLeft - length, 1);
        if (length > 0)
        {
            _parts.Add(new AnswerPart(text[..length]));
        }
    }

    private static byte[] Line(string text) => Encoding.UTF8.GetBytes(text.ReplaceLineEndings(" "));
}
