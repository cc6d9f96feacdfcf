using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Wire;

namespace Switchyard.Admin.Providers;

/// <summary>Generated serializer of providers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(Rfc3339Time)])]
[JsonSerializable(typeof(Page<ProviderView>))]
[JsonSerializable(typeof(Page<ProviderKeyView>))]
[JsonSerializable(typeof(ProviderTestView))]
internal sealed partial class ProviderJson : JsonSerializerContext;
