using System.Text.Json;
using System.Text.Json.Nodes;

namespace Switchyard.Bundles.Endpoint.Messages;

/// <summary>Reads texts of JSON without throwing at what is none.</summary>
internal static class JsonText
{
    /// <summary>The text, or null when <paramref name="node"/> is none.</summary>
    public static string? Of(JsonNode? node) => node is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>Whether it is <c>true</c>.</summary>
    public static bool IsTrue(JsonNode? node) => node?.GetValueKind() == JsonValueKind.True;
}
