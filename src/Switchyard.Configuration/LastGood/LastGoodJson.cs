using System.Text.Json.Serialization;

namespace Switchyard.Configuration.LastGood;

/// <summary>Generated serializer of the last good configuration.</summary>
/// <remarks>By metadata: the code that is generated to write faster writes an absent array of bytes as an empty one, which in a row means an erased secret.</remarks>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(LastGoodContent))]
internal sealed partial class LastGoodJson : JsonSerializerContext;
