using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Wire;

namespace Switchyard.Admin.Modules;

/// <summary>Generated serializer of modules.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(Rfc3339Time)])]
[JsonSerializable(typeof(Page<ModuleView>))]
[JsonSerializable(typeof(ModuleConfigView))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ModuleJson : JsonSerializerContext;
