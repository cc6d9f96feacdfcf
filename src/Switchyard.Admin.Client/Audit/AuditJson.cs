using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Client.Paging;

namespace Switchyard.Admin.Client.Audit;

/// <summary>Generated serializer of this folder. Unknown members are skipped, so that a client works with a newer server.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Page<AuditRecord>))]
[JsonSerializable(typeof(TailPage<AuditRecord>))]
[JsonSerializable(typeof(AuditVerification))]
internal sealed partial class AuditJson : JsonSerializerContext;
