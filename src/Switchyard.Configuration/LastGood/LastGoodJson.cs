using System.Text.Json.Serialization;

namespace Switchyard.Configuration.LastGood;

/// <summary>Generated serializer of the last good configuration.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LastGoodContent))]
internal sealed partial class LastGoodJson : JsonSerializerContext;
