using System.Text.Json.Serialization;

namespace Switchyard.Admin.Federation;

/// <summary>Generated serializer of sign-ins by an issuer.</summary>
[JsonSerializable(typeof(PendingSignIn))]
internal sealed partial class FederationJson : JsonSerializerContext;
