using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Switchyard.Edge.Serving;
using Switchyard.Hub.States;
using Switchyard.Model.Secrets;

namespace Switchyard.Edge.LastGood;

/// <summary>The content of the two files, before it is sealed.</summary>
internal static class LastGoodJson
{
    private const int Version = 1;

    public static byte[] Write(LastGoodState state)
    {
        var buffer = new ArrayBufferWriter<byte>(64 << 10);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("gatewayId", state.GatewayId);
            json.WriteString("gateway", state.Gateway);
            json.WriteString("contactAt", state.ContactAt);
            json.WriteString("epoch", state.Serving.State.Epoch);
            json.WriteNumber("revision", state.Serving.State.Revision);
            json.WriteNumber("seq", state.Serving.Seq);
            json.WriteString("hash", state.Serving.State.Hash);
            json.WriteStartArray("objects");
            foreach (var item in state.Serving.State.Objects)
            {
                Write(json, item);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="JsonException">It is not what <see cref="Write(LastGoodState)"/> wrote, or of a later version.</exception>
    public static LastGoodState ReadState(byte[] content)
    {
        using var document = Parse(content);
        var json = document.RootElement;
        var objects = json.GetProperty("objects").EnumerateArray().Select(Read).ToList();
        var state = GatewayState.Of(json.GetProperty("epoch").GetGuid(), json.GetProperty("revision").GetInt64(), objects);
        return state.Hash == json.GetProperty("hash").GetString()
            ? new LastGoodState(
                json.GetProperty("gatewayId").GetGuid(),
                json.GetProperty("gateway").GetString()!,
                new ServingState(state, json.GetProperty("seq").GetInt64()),
                json.GetProperty("contactAt").GetDateTimeOffset())
            : throw new JsonException("Its objects do not have the hash that it names.");
    }

    public static byte[] Write(Waypoint waypoint)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("epoch", waypoint.Epoch);
            json.WriteString("hash", waypoint.Hash);
            json.WriteNumber("seq", waypoint.Seq);
            json.WriteNumber("revision", waypoint.Revision);
            json.WriteString("contactAt", waypoint.ContactAt);
            json.WriteNumber("silence", waypoint.Silence.Ticks);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="JsonException">It is not what <see cref="Write(Waypoint)"/> wrote, or of a later version.</exception>
    public static Waypoint ReadWaypoint(byte[] content)
    {
        using var document = Parse(content);
        var json = document.RootElement;
        return new Waypoint(
            json.GetProperty("epoch").GetGuid(),
            json.GetProperty("hash").GetString()!,
            json.GetProperty("seq").GetInt64(),
            json.GetProperty("revision").GetInt64(),
            json.GetProperty("contactAt").GetDateTimeOffset(),
            new TimeSpan(json.GetProperty("silence").GetInt64()));
    }

    private static JsonDocument Parse(byte[] content)
    {
        var document = JsonDocument.Parse(content);
        if (document.RootElement.GetProperty("version").GetInt32() is var version && version != Version)
        {
            document.Dispose();
            throw new JsonException($"It is of version {version}, which this version of Switchyard does not know.");
        }

        return document;
    }

    private static void Write(Utf8JsonWriter json, StateObject item)
    {
        json.WriteStartObject();
        json.WriteString("kind", item.Kind);
        json.WriteString("id", item.Id);
        json.WritePropertyName("value");
        json.WriteRawValue(item.Value.Span, skipInputValidation: true);
        json.WriteStartObject("secrets");
        foreach (var (name, secret) in item.Secrets)
        {
            json.WriteString(name, secret.Reveal());
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static StateObject Read(JsonElement json) => new(
        json.GetProperty("kind").GetString()!, json.GetProperty("id").GetString()!, JsonMarshal.GetRawUtf8Value(json.GetProperty("value")).ToArray())
    {
        Secrets = json.GetProperty("secrets").EnumerateObject().ToDictionary(member => member.Name, member => new Secret(member.Value.GetString()!), StringComparer.Ordinal),
    };
}
