using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Client.Paging;

namespace Switchyard.Admin.Client.AccessKeys;

/// <summary>Generated serializer of this folder. Unknown members are skipped, so that a client works with a newer server.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NewAccessKey))]
[JsonSerializable(typeof(AccessKeyPatch))]
[JsonSerializable(typeof(Page<AccessKey>))]
internal sealed partial class AccessKeyJson : JsonSerializerContext;
