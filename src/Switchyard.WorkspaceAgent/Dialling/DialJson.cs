using System.Text.Json.Serialization;

namespace Switchyard.WorkspaceAgent.Dialling;

/// <summary>JSON of the dial, without reflection.</summary>
[JsonSerializable(typeof(DialRequest))]
[JsonSerializable(typeof(DialAnswer))]
[JsonSerializable(typeof(LiveAnswer))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, AllowDuplicateProperties = false)]
internal sealed partial class DialJson : JsonSerializerContext;
