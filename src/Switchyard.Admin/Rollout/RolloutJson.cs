using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Wire;

namespace Switchyard.Admin.Rollout;

/// <summary>Generated serializer of rollouts.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(Rfc3339Time)])]
[JsonSerializable(typeof(RolloutView))]
internal sealed partial class RolloutJson : JsonSerializerContext;
