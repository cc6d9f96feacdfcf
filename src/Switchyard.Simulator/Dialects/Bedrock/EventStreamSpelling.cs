using Switchyard.Simulator.Behaviors;
using Switchyard.Simulator.Streaming;

namespace Switchyard.Simulator.Dialects.Bedrock;

/// <summary>Bedrock's spelling: each event is base64 inside a JSON payload inside a binary frame.</summary>
internal sealed class EventStreamSpelling : IEventSpelling
{
    /// <summary>The name under which a script marks an exception frame.</summary>
    public const string Exception = ":exception:internalServerException";

    private const string Prefix = ":exception:";

    public static EventStreamSpelling Instance { get; } = new();

    public string ContentType => "application/vnd.amazon.eventstream";

    public byte[] Preamble(WireForm form) => [];

    public byte[] Comment(WireForm form) => [];

    public byte[] Spell(ScriptedEvent item, WireForm form)
    {
        if (item.Name?.StartsWith(Prefix, StringComparison.Ordinal) == true)
        {
            return EventStreamFrame.Encode(
                [(":exception-type", item.Name[Prefix.Length..]), (":content-type", "application/json"), (":message-type", "exception")], item.Data);
        }

        var payload = ScriptedEvent.Json(json => json.WriteBase64String("bytes", item.Data));
        var frame = EventStreamFrame.Encode(
            [(":event-type", "chunk"), (":content-type", "application/json"), (":message-type", "event")], payload);
        if (!item.IsJson)
        {
            // What is malformed in text is a wrong checksum in a frame.
            frame[^1] ^= 0xFF;
        }

        return frame;
    }
}
