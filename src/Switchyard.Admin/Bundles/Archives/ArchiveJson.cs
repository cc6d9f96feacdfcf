using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Wire;

namespace Switchyard.Admin.Bundles.Archives;

/// <summary>Generated serializer of archives.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(Rfc3339Time)])]
[JsonSerializable(typeof(ArchiveView))]
internal sealed partial class ArchiveJson : JsonSerializerContext;
