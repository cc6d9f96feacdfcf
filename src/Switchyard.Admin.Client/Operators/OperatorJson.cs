using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Client.Paging;

namespace Switchyard.Admin.Client.Operators;

/// <summary>Generated serializer of this folder. Unknown members are skipped, so that a client works with a newer server.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NewOperator))]
[JsonSerializable(typeof(Page<OperatorToken>))]
[JsonSerializable(typeof(Own))]
[JsonSerializable(typeof(OwnSession))]
internal sealed partial class OperatorJson : JsonSerializerContext;
