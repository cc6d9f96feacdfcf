namespace Switchyard.Admin.Providers;

/// <summary>The shape of an entry of the whole list of keys: exactly one of id and key.</summary>
internal sealed record KeyListEntryBody(Guid? Id = null, string? Key = null, string? Label = null, bool? Enabled = null);
