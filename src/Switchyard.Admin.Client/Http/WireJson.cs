using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Client.Rollout;

namespace Switchyard.Admin.Client.Http;

/// <summary>Generated serializer of what all answers have in common. Unknown members are skipped, so that a client works with a newer server.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemDocument))]
[JsonSerializable(typeof(DryRunDocument))]
[JsonSerializable(typeof(RolloutState))]
internal sealed partial class WireJson : JsonSerializerContext;
