using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Wire;

namespace Switchyard.Admin.Proxying;

/// <summary>Generated serializer of the forward proxy.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(Rfc3339Time)])]
[JsonSerializable(typeof(Page<ProxyAuthorityView>))]
[JsonSerializable(typeof(ProxyHostsView))]
internal sealed partial class ProxyJson : JsonSerializerContext;
