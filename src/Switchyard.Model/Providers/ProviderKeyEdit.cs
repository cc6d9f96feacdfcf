using Switchyard.Model.Secrets;

namespace Switchyard.Model.Providers;

/// <summary>One item of <c>keys</c> in a PATCH of a provider: exactly one of <paramref name="Id"/> (keep) and <paramref name="Key"/> (insert).</summary>
/// <param name="Id">Id of an existing key, as it was sent.</param>
/// <param name="Key">A new secret.</param>
/// <param name="Label">A label to set; null keeps the old one or means none.</param>
/// <param name="Enabled">Whether it is enabled; null keeps the old state or means yes.</param>
public sealed record ProviderKeyEdit(string? Id, Secret? Key, string? Label = null, bool? Enabled = null);
