using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Wire;

namespace Switchyard.Admin.AgentTokens;

/// <summary>Generated serializer of agents' tokens.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(Rfc3339Time)])]
[JsonSerializable(typeof(Page<AgentTokenView>))]
internal sealed partial class AgentTokenJson : JsonSerializerContext;
