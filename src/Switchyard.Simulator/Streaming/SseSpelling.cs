using System.Text;
using Switchyard.Simulator.Behaviors;

namespace Switchyard.Simulator.Streaming;

/// <summary>Server-sent events (WHATWG HTML §9.2.5).</summary>
internal sealed class SseSpelling : IEventSpelling
{
    public static SseSpelling Instance { get; } = new();

    public string ContentType => "text/event-stream; charset=utf-8";

    public byte[] Preamble(WireForm form) => form.ByteOrderMark ? [0xEF, 0xBB, 0xBF] : [];

    public byte[] Comment(WireForm form) => [.. ": keep-alive"u8, .. End(form), .. End(form)];

    public byte[] Spell(ScriptedEvent item, WireForm form)
    {
        var end = End(form);
        var bytes = new List<byte>(item.Data.Length + 64);
        if (item.Name is not null)
        {
            bytes.AddRange("event: "u8);
            bytes.AddRange(Encoding.UTF8.GetBytes(item.Name));
            bytes.AddRange(end);
        }

        bytes.AddRange("data: "u8);
        var data = item.Data.AsSpan();
        if (form.MultiLine && item.IsJson)
        {
            // A line feed after the opening brace is white space in JSON, so the joined lines mean the same.
            bytes.AddRange("{"u8);
            bytes.AddRange(end);
            bytes.AddRange("data: "u8);
            data = data[1..];
        }

        bytes.AddRange(data);
        bytes.AddRange(end);
        bytes.AddRange(end);
        return [.. bytes];
    }

    private static ReadOnlySpan<byte> End(WireForm form) => form.LineEnding switch
    {
        LineEnding.CrLf => "\r\n"u8,
        LineEnding.Cr => "\r"u8,
        _ => "\n"u8,
    };
}
