using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Admin.Wire;

namespace Switchyard.Admin.Events;

/// <summary>Generated serializer of events.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, Converters = [typeof(Rfc3339Time)])]
[JsonSerializable(typeof(HubEventView))]
internal sealed partial class EventJson : JsonSerializerContext;
