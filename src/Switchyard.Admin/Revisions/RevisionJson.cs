using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Wire;

namespace Switchyard.Admin.Revisions;

/// <summary>Generated serializer of revisions.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(Rfc3339Time)])]
[JsonSerializable(typeof(Page<RevisionView>))]
[JsonSerializable(typeof(RevisionDetail))]
[JsonSerializable(typeof(RollbackView))]
internal sealed partial class RevisionJson : JsonSerializerContext;
