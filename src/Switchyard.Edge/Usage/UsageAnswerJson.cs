using System.Text.Json;
using System.Text.Json.Serialization;
using Switchyard.Hub.Usage;

namespace Switchyard.Edge.Usage;

/// <summary>Reads what a node says to a batch. Every member must be there: another's JSON is no answer.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(UsageAnswer))]
internal sealed partial class UsageAnswerJson : JsonSerializerContext;
