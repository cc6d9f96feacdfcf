using System.Text.Json;

namespace Switchyard.Admin.Client.Chats;

/// <summary>What happens in a turn.</summary>
/// <param name="Type"><c>turn.started</c>, <c>text.delta</c>, <c>tool.started</c>, <c>tool.finished</c>, <c>message.finished</c>, <c>turn.finished</c> or <c>error</c>; there may be others.</param>
/// <param name="Id">Where the stream is; null where it does not say.</param>
/// <param name="Data">What is said of it, an object.</param>
public sealed record ChatEvent(string Type, string? Id, JsonElement Data)
{
    /// <summary>A member of <see cref="Data"/> that is a text, or null.</summary>
    public string? Text(string name) =>
        Data.ValueKind == JsonValueKind.Object && Data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
