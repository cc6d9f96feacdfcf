using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Wire;

namespace Switchyard.Admin.Operators;

/// <summary>Generated serializer of operators.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(Rfc3339Time)])]
[JsonSerializable(typeof(Page<OperatorView>))]
[JsonSerializable(typeof(OwnView))]
[JsonSerializable(typeof(OwnSessionView))]
internal sealed partial class OperatorJson : JsonSerializerContext;
