using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Wire;

namespace Switchyard.Admin.AccessKeys;

/// <summary>Generated serializer of access keys.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(Rfc3339Time)])]
[JsonSerializable(typeof(Page<AccessKeyView>))]
internal sealed partial class AccessKeyJson : JsonSerializerContext;
