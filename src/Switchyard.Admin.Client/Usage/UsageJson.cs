using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchyard.Admin.Client.Usage;

/// <summary>Generated serializer of this folder. Unknown members are skipped, so that a client works with a newer server.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UsageReport))]
internal sealed partial class UsageJson : JsonSerializerContext;
