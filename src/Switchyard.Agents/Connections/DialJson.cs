using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchyard.Agents.Connections;

/// <summary>JSON of dials.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DialRequest))]
[JsonSerializable(typeof(DialAnswerBody))]
internal sealed partial class DialJson : JsonSerializerContext;
