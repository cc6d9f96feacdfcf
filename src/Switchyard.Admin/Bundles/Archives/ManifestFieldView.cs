using System.Text.Json;

namespace Switchyard.Admin.Bundles.Archives;

/// <summary>A field of an archive. A sensitive one is among the credentials of its bundles, and what holds while none is stored is not shown.</summary>
internal sealed record ManifestFieldView(
    string Key, string Type, string Title, string Description, bool Required, bool Multiple, bool Sensitive, JsonElement? Default, decimal? Min, decimal? Max);
