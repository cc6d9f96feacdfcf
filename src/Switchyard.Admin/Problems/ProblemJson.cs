using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchyard.Admin.Problems;

/// <summary>Generated serializer of problem bodies.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemBody))]
internal sealed partial class ProblemJson : JsonSerializerContext;
