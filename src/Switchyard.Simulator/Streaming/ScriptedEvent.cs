using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Switchyard.Simulator.Streaming;

/// <summary>One event of a stream before it is spelled for the wire.</summary>
/// <param name="Name">The SSE <c>event:</c> field; null for none.</param>
/// <param name="Data">The data: one JSON object, or a marker such as <c>[DONE]</c>.</param>
internal sealed record ScriptedEvent(string? Name, byte[] Data)
{
    // Providers send UTF-8 as it is; so does the simulator.
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public bool IsJson => Data is [(byte)'{', .., (byte)'}'];

    public static ScriptedEvent Of(string? name, Action<Utf8JsonWriter> members) => new(name, Json(members));

    /// <summary>The bytes of one JSON object with the members that the callback writes.</summary>
    public static byte[] Json(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, Writing))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
