using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Tails;
using Switchyard.Admin.Wire;

namespace Switchyard.Admin.Audit;

/// <summary>Generated serializer of the audit log.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(Rfc3339Time)])]
[JsonSerializable(typeof(Page<AuditView>))]
[JsonSerializable(typeof(TailPage<AuditView>))]
[JsonSerializable(typeof(AuditVerificationView))]
internal sealed partial class AuditJson : JsonSerializerContext;
