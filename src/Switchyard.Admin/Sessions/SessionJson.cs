using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Wire;

namespace Switchyard.Admin.Sessions;

/// <summary>Generated serializer of sessions.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(Rfc3339Time)])]
[JsonSerializable(typeof(SessionPage))]
[JsonSerializable(typeof(SessionDetail))]
internal sealed partial class SessionJson : JsonSerializerContext;
