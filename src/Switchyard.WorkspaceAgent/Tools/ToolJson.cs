using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchyard.WorkspaceAgent.Tools;

/// <summary>JSON of calls, without reflection.</summary>
[JsonSerializable(typeof(IDictionary<string, JsonElement>))]
[JsonSerializable(typeof(CommandFacts))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class ToolJson : JsonSerializerContext;
