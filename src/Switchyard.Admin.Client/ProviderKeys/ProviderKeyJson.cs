using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Client.Paging;

namespace Switchyard.Admin.Client.ProviderKeys;

/// <summary>Generated serializer of this folder. Unknown members are skipped, so that a client works with a newer server.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NewProviderKey))]
[JsonSerializable(typeof(ProviderKeyPatch))]
[JsonSerializable(typeof(Page<ProviderKey>))]
internal sealed partial class ProviderKeyJson : JsonSerializerContext;
