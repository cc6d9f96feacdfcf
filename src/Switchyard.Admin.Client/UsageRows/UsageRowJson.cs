using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Client.Interceptions;
using Switchyard.Admin.Client.Paging;

namespace Switchyard.Admin.Client.UsageRows;

/// <summary>Generated serializer of this folder. Unknown members are skipped, so that a client works with a newer server.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TailPage<Interception>))]
internal sealed partial class UsageRowJson : JsonSerializerContext;
