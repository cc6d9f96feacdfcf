using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Client.Paging;

namespace Switchyard.Admin.Client.Builds;

/// <summary>Generated serializer of this folder. Unknown members are skipped, so that a client works with a newer server.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Page<WorkspaceBuild>))]
[JsonSerializable(typeof(BuildChange))]
internal sealed partial class BuildJson : JsonSerializerContext;
