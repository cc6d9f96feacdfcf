using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Wire;
using Switchyard.Model.Canaries;

namespace Switchyard.Admin.Canaries;

/// <summary>Generated serializer of canaries.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(Rfc3339Time)])]
[JsonSerializable(typeof(CanaryView))]
[JsonSerializable(typeof(RevisionResult))]
[JsonSerializable(typeof(CanaryPlan))]
[JsonSerializable(typeof(Guid[]))]
internal sealed partial class CanaryJson : JsonSerializerContext;
