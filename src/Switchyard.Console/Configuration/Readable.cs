using System.Text.Encodings.Web;
using System.Text.Json;

namespace Switchyard.Console.Configuration;

/// <summary>JSON for people.</summary>
internal static class Readable
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions InLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Json(JsonElement value) => JsonSerializer.Serialize(value, Indented);

    /// <summary>A value in one line; an en dash for none.</summary>
    public static string Value(JsonElement? value) => value switch
    {
        null or { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null } => "–",
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { } other => JsonSerializer.Serialize(other, InLine),
    };
}
