namespace Switchyard.Admin.ProviderKeys;

/// <summary>The shape of a key to be added, for the API's description; <see cref="NewKeyRequest"/> reads it.</summary>
internal sealed record NewKeyBody(string Key, string? Label = null, int? Position = null, bool? Enabled = null);
