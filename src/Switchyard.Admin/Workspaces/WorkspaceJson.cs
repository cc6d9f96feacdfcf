using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Wire;

namespace Switchyard.Admin.Workspaces;

/// <summary>Generated serializer of workspaces.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(Rfc3339Time)])]
[JsonSerializable(typeof(Page<WorkspaceView>))]
[JsonSerializable(typeof(IReadOnlyList<Guid>))]
internal sealed partial class WorkspaceJson : JsonSerializerContext;
