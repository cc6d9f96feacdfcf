using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Wire;

namespace Switchyard.Admin.Interceptions;

/// <summary>Generated serializer of interceptions.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(Rfc3339Time)])]
[JsonSerializable(typeof(InterceptionPage))]
[JsonSerializable(typeof(InterceptionDetail))]
[JsonSerializable(typeof(ValuesView))]
internal sealed partial class InterceptionJson : JsonSerializerContext;
