using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Wire;

namespace Switchyard.Admin.GatewayTokens;

/// <summary>Generated serializer of gateways' tokens.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(Rfc3339Time)])]
[JsonSerializable(typeof(Page<GatewayTokenView>))]
internal sealed partial class GatewayTokenJson : JsonSerializerContext;
