namespace Switchyard.Admin.Bundles;

/// <summary>The shape of a credential to be stored, for the API's description; <see cref="CredentialRequest"/> reads it. An empty value clears the field.</summary>
internal sealed record CredentialBody(string Value);
