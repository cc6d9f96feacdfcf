using System.Text.Json;

namespace Switchyard.Admin.Client.Bundles;

/// <summary>A field of an archive: a setting, or a credential if it is sensitive.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Type"><c>string</c>, <c>number</c>, <c>boolean</c>, <c>directory</c> or <c>file</c>.</param>
/// <param name="Title">What people call it, may be empty.</param>
/// <param name="Description">What people read beside it, may be empty.</param>
/// <param name="Required">Whether the bundle can not start without it.</param>
/// <param name="Multiple">Whether it takes several values.</param>
/// <param name="Sensitive">Whether it is a credential.</param>
/// <param name="Default">What holds while nothing is set, or null.</param>
/// <param name="Min">Least number, or null.</param>
/// <param name="Max">Greatest number, or null.</param>
public sealed record BundleManifestField(
    string Key, string Type, string Title, string Description, bool Required, bool Multiple, bool Sensitive, JsonElement? Default, decimal? Min, decimal? Max);
