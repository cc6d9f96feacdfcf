using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Hub.Chats;

namespace Switchyard.Agents.Turns;

/// <summary>What is said in a message of a chat, as it is kept.</summary>
internal sealed record MessageContent
{
    /// <summary>The text; of a tool its result.</summary>
    public string Text { get; init; } = "";

    /// <summary>Calls that the model made with it; null for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<MessageCall>? Calls { get; init; }

    /// <summary>The call that a tool's message answers, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CallId { get; init; }

    /// <summary>Whether the call failed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsError { get; init; }

    /// <summary>The content of a message. One that no key opens says so instead of what was said.</summary>
    public static MessageContent Of(ChatMessage message) => message.Json is { } json
        ? JsonSerializer.Deserialize(json, MessageJson.Default.MessageContent) ?? new MessageContent()
        : new MessageContent { Text = "(This message can not be opened: the key that sealed it is not there.)" };

    /// <summary>As it is kept.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, MessageJson.Default.MessageContent);
}
