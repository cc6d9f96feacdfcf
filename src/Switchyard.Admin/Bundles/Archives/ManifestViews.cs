using System.Buffers;
using System.Text.Json;
using Switchyard.Model.Bundles.Archives;

namespace Switchyard.Admin.Bundles.Archives;

/// <summary>Shows manifests.</summary>
internal static class ManifestViews
{
    public static ManifestView Of(ArchiveManifest manifest) => new(
        manifest.Name, manifest.Version, manifest.DisplayName, manifest.Description, manifest.Runtime, manifest.Command, manifest.Args, [.. manifest.Fields.Select(Of)]);

    private static ManifestFieldView Of(ArchiveField field) => new(
        field.Key, SettingValues.NameOf(field.Type), field.Title, field.Description, field.Required, field.Multiple, field.Sensitive, Default(field), field.Min, field.Max);

    private static JsonElement? Default(ArchiveField field)
    {
        if (field.Sensitive || field.Default.Count == 0)
        {
            return null;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            SettingValues.Write(writer, field, field.Default);
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
