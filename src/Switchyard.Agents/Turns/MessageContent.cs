using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchyard.Agents.Turns;

/// <summary>What is said in a message of a chat, as it is sealed in its row.</summary>
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
}

/// <summary>A call that a model made.</summary>
internal sealed record MessageCall(string Id, string Name, string Arguments);

/// <summary>JSON of messages.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(MessageContent))]
internal sealed partial class MessageJson : JsonSerializerContext;
