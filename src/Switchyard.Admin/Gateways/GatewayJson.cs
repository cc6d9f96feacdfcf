using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Wire;

namespace Switchyard.Admin.Gateways;

/// <summary>Generated serializer of gateways.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(Rfc3339Time)])]
[JsonSerializable(typeof(Page<GatewayView>))]
[JsonSerializable(typeof(Page<GatewayEventView>))]
[JsonSerializable(typeof(Page<GatewayConnectionView>))]
internal sealed partial class GatewayJson : JsonSerializerContext;
