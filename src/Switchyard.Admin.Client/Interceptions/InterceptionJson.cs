using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchyard.Admin.Client.Interceptions;

/// <summary>Generated serializer of this folder. Unknown members are skipped, so that a client works with a newer server.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(InterceptionList))]
[JsonSerializable(typeof(InterceptionDetail))]
internal sealed partial class InterceptionJson : JsonSerializerContext;
