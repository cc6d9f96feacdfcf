using System.Text.Json.Serialization;

namespace Switchyard.WorkspaceAgent.Registration;

/// <summary>JSON of the registration, without reflection.</summary>
[JsonSerializable(typeof(RegistrationBody))]
[JsonSerializable(typeof(RegistrationReply))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class RegistrationJson : JsonSerializerContext;
