using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchyard.Admin.Client.Sessions;

/// <summary>Generated serializer of this folder. Unknown members are skipped, so that a client works with a newer server.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SessionList))]
[JsonSerializable(typeof(SessionDetail))]
internal sealed partial class SessionJson : JsonSerializerContext;
