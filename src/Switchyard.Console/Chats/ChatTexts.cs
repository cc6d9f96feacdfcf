using System.Text.Encodings.Web;
using System.Text.Json;

namespace Switchyard.Console.Chats;

/// <summary>What is said in chats, as it is shown.</summary>
internal static class ChatTexts
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A text as it is, anything else as JSON that can be read. A text that is JSON, as arguments of tools are, is set out likewise.</summary>
    public static string Of(JsonElement content, bool setOut = false)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                return "";
            case JsonValueKind.String when !setOut:
                return content.GetString()!;
            case JsonValueKind.String:
                try
                {
                    return JsonSerializer.Serialize(JsonElement.Parse(content.GetString()!), Readable);
                }
                catch (JsonException)
                {
                    return content.GetString()!;
                }

            default:
                return JsonSerializer.Serialize(content, Readable);
        }
    }
}
