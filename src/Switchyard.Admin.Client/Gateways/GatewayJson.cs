using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Client.Paging;

namespace Switchyard.Admin.Client.Gateways;

/// <summary>Generated serializer of this folder. Unknown members are skipped, so that a client works with a newer server.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NewGateway))]
[JsonSerializable(typeof(GatewayPatch))]
[JsonSerializable(typeof(Page<Gateway>))]
[JsonSerializable(typeof(Page<GatewayEvent>))]
[JsonSerializable(typeof(Page<GatewayConnection>))]
internal sealed partial class GatewayJson : JsonSerializerContext;
