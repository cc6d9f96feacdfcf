using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Switchyard.Model.Bundles.Archives;

/// <summary>
/// Writes a manifest in the form that <see cref="ArchiveManifestReader"/> reads, canonical: equal manifests give equal text.
/// </summary>
public static class ArchiveManifestJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text.</summary>
    public static string Write(ArchiveManifest manifest)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            Write(writer, manifest);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes it as an object.</summary>
    public static void Write(Utf8JsonWriter writer, ArchiveManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(manifest);
        writer.WriteStartObject();
        writer.WriteString("manifest_version", manifest.ManifestVersion);
        writer.WriteString("name", manifest.Name);
        writer.WriteString("version", manifest.Version);
        Text(writer, "display_name", manifest.DisplayName);
        Text(writer, "description", manifest.Description);
        writer.WriteStartObject("server");
        writer.WriteString("type", manifest.Runtime);
        writer.WriteString("entry_point", manifest.EntryPoint);
        writer.WriteStartObject("mcp_config");
        writer.WriteString("command", manifest.Command);
        writer.WriteStartArray("args");
        foreach (var argument in manifest.Args)
        {
            writer.WriteStringValue(argument);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("env");
        foreach (var (name, value) in manifest.Environment)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        if (manifest.Fields.Count > 0)
        {
            writer.WriteStartObject("user_config");
            foreach (var field in manifest.Fields)
            {
                writer.WritePropertyName(field.Key);
                Write(writer, field);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ArchiveField field)
    {
        writer.WriteStartObject();
        writer.WriteString("type", SettingValues.NameOf(field.Type));
        Text(writer, "title", field.Title);
        Text(writer, "description", field.Description);
        Flag(writer, "required", field.Required);
        Flag(writer, "multiple", field.Multiple);
        Flag(writer, "sensitive", field.Sensitive);
        if (field.Default.Count > 0)
        {
            writer.WritePropertyName("default");
            SettingValues.Write(writer, field, field.Default);
        }

        if (field.Min is { } min)
        {
            writer.WriteNumber("min", min);
        }

        if (field.Max is { } max)
        {
            writer.WriteNumber("max", max);
        }

        writer.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter writer, string name, string value)
    {
        if (value.Length > 0)
        {
            writer.WriteString(name, value);
        }
    }

    private static void Flag(Utf8JsonWriter writer, string name, bool value)
    {
        if (value)
        {
            writer.WriteBoolean(name, true);
        }
    }
}
