using System.Text;
using System.Text.Json;
using Switchyard.Gateway.Bridges.Json;

namespace Switchyard.Gateway.Detection;

/// <summary>The session id within <c>metadata.user_id</c>, in the two forms that are in use.</summary>
internal static class MetadataSession
{
    private const string Mark = "_session_";

    /// <summary>The id of <paramref name="userId"/>: member <c>session_id</c> of a JSON object, else what follows the last <c>_session_</c>; null when there is neither.</summary>
    public static string? Of(string? userId)
    {
        if (string.IsNullOrEmpty(userId))
        {
            return null;
        }

        if (userId.AsSpan().TrimStart().StartsWith("{", StringComparison.Ordinal) && OfJson(Encoding.UTF8.GetBytes(userId)) is { } id)
        {
            return id;
        }

        var mark = userId.LastIndexOf(Mark, StringComparison.Ordinal);
        return mark < 0 ? null : userId[(mark + Mark.Length)..];
    }

    private static string? OfJson(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            string? found = null;
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isId = JsonText.Is(reader, "session_id"u8);
                reader.Read();
                found = isId ? JsonText.Text(reader) : found;
                reader.Skip();
            }

            return found;
        }
        catch (JsonException)
        {
            // Not JSON after all.
            return null;
        }
    }
}
