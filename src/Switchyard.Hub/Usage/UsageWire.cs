using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchyard.Hub.Usage;

/// <summary>The JSON form of usage on its way. Fields that a receiver does not know are left alone.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(UsageBatch))]
[JsonSerializable(typeof(UsageAnswer))]
public sealed partial class UsageWire : JsonSerializerContext;
