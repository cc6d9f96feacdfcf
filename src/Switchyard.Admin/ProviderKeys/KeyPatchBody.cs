namespace Switchyard.Admin.ProviderKeys;

/// <summary>The shape of a change of a key, for the API's description; <see cref="KeyPatchRequest"/> reads it.</summary>
internal sealed record KeyPatchBody(string? Label = null, int? Position = null, bool? Enabled = null);
