namespace Switchyard.Admin.Providers;

/// <summary>The shape of a key of a new provider.</summary>
internal sealed record NewProviderKeyBody(string Key, string? Label = null, bool? Enabled = null);
