using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchyard.Admin.Client.Secrets;

/// <summary>Generated serializer of this folder. Unknown members are skipped, so that a client works with a newer server.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SecretStatus))]
[JsonSerializable(typeof(SecretWork))]
internal sealed partial class SecretJson : JsonSerializerContext;
