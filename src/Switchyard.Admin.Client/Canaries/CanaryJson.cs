using System.Text.Json;
using System.Text.Json.Serialization;

namespace Switchyard.Admin.Client.Canaries;

/// <summary>Generated serializer of this folder. Unknown members are skipped, so that a client works with a newer server.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Canary))]
[JsonSerializable(typeof(NewRevision))]
[JsonSerializable(typeof(RevisionResult))]
internal sealed partial class CanaryJson : JsonSerializerContext;
