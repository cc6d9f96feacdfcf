using System.Text.Json;

namespace Switchyard.Gateway.Bridges.Json;

/// <summary>Positions within the text of a JSON object that is known to be valid.</summary>
internal static class JsonObject
{
    /// <summary>Offset behind the opening brace of <paramref name="json"/>.</summary>
    public static int Inside(ReadOnlySpan<byte> json) => json.IndexOf((byte)'{') + 1;

    /// <summary>Whether the object that begins with the first brace of <paramref name="json"/> has no members.</summary>
    public static bool IsEmpty(ReadOnlySpan<byte> json) => json[Inside(json)..].TrimStart(" \t\r\n"u8).StartsWith("}"u8);

    /// <summary>Steps over the value that <paramref name="reader"/> stands at and returns where it stands.</summary>
    public static Range Skip(ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return start..(int)reader.BytesConsumed;
    }
}
