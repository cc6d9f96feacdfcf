using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Wire;

namespace Switchyard.Admin.Builds;

/// <summary>Generated serializer of builds.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(Rfc3339Time)])]
[JsonSerializable(typeof(Page<BuildView>))]
internal sealed partial class BuildJson : JsonSerializerContext;
