using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Wire;

namespace Switchyard.Admin.Agents;

/// <summary>Generated serializer of agents.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(Rfc3339Time)])]
[JsonSerializable(typeof(Page<AgentView>))]
[JsonSerializable(typeof(RegistrationView))]
internal sealed partial class AgentJson : JsonSerializerContext;
