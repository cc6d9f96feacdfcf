using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchyard.Agents.Turns;

/// <summary>JSON of messages.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(MessageContent))]
internal sealed partial class MessageJson : JsonSerializerContext;
