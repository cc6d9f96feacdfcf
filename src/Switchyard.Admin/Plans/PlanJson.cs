using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchyard.Admin.Plans;

/// <summary>Generated serializer of differences and plans.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(IReadOnlyList<ObjectChangeView>))]
[JsonSerializable(typeof(PlanView))]
[JsonSerializable(typeof(ImpactView))]
internal sealed partial class PlanJson : JsonSerializerContext;
