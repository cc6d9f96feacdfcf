using System.Text.Json;

namespace Switchyard.Simulator.Dialects;

/// <summary>Short forms for nested JSON.</summary>
internal static class JsonWriting
{
    public static void Object(this Utf8JsonWriter json, string name, Action<Utf8JsonWriter> members)
    {
        json.WriteStartObject(name);
        members(json);
        json.WriteEndObject();
    }

    public static void Array(this Utf8JsonWriter json, string name, Action<Utf8JsonWriter>? items = null)
    {
        json.WriteStartArray(name);
        items?.Invoke(json);
        json.WriteEndArray();
    }

    /// <summary>An object as an element of an array.</summary>
    public static void Item(this Utf8JsonWriter json, Action<Utf8JsonWriter> members)
    {
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
    }
}
