using System.Text.Json;
using Switchyard.Model.Bundles.Archives;
using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Bundles;

/// <summary>Reads and writes what only a bundle of an archive has: the archive, its manifest, and its settings. Its command, arguments, environment and credentials are those of the manifest.</summary>
public static class ArchivedFields
{
    private static readonly string[] OfManifest = ["command", "args", "env", "credentials"];

    /// <summary>The settings of <paramref name="definition"/> as an object, each value in its own kind.</summary>
    public static void WriteSettings(Utf8JsonWriter writer, BundleDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(definition);
        writer.WriteStartObject();
        foreach (var field in definition.Manifest?.Fields ?? [])
        {
            if (definition.Settings.TryGetValue(field.Key, out var values))
            {
                writer.WritePropertyName(field.Key);
                SettingValues.Write(writer, field, values);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>Takes them out of <paramref name="fields"/>; of any other type they are refused.</summary>
    internal static BundleDefinition Read(JsonFields fields, BundleDefinition definition, ArchiveFinder? archives)
    {
        var named = fields.Text("archive", BundleRules.MaxPlaceLength);
        JsonElement manifest = default;
        if (archives is null)
        {
            fields.TryTake("manifest", out manifest);
        }

        var settings = fields.Object("settings");
        if (definition.Type != BundleType.Mcpb)
        {
            Refuse(fields, "archive", named is not null);
            Refuse(fields, "manifest", manifest.ValueKind == JsonValueKind.Object);
            Refuse(fields, "settings", settings.Names.Any());
            return definition;
        }

        Refuse(fields, definition);
        var archive = string.IsNullOrEmpty(named) ? Missing(fields) : archives is null ? Recorded(fields, named, manifest) : Found(fields, named, archives);
        return archive is null ? definition : Of(definition, archive) with { Settings = Settings(settings, archive.Manifest) };
    }

    private static BundleDefinition Of(BundleDefinition definition, BundleArchive archive) => definition with
    {
        Archive = archive.Hash,
        ArchiveFile = archive.File,
        Manifest = archive.Manifest,
        Command = archive.Manifest.Command,
        Args = archive.Manifest.Args,
        Environment = archive.Manifest.Environment,
        Credentials = [.. archive.Manifest.Fields.Where(field => field.Sensitive).Select(Credential)],
    };

    private static CredentialField Credential(ArchiveField field) => new()
    {
        Name = field.Key,
        Required = field.Required,
        Description = field.Description.Length > 0 ? field.Description : field.Title,
        Default = field.Default is [{ } value] ? new Secret(value) : null,
    };

    private static BundleArchive? Missing(JsonFields fields)
    {
        fields.Fault("archive", "A bundle of this type needs an archive.");
        return null;
    }

    private static BundleArchive? Recorded(JsonFields fields, string hash, JsonElement manifest)
    {
        if (!BundleArchive.IsHash(hash))
        {
            fields.Fault("archive", "Must be the SHA-256 of an archive that was uploaded, 64 lower-case hexadecimal digits.");
            return null;
        }

        if (manifest.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            fields.Fault("archive", "There is no archive of this SHA-256; upload it first.");
            return null;
        }

        var before = fields.Faults.Count;
        var read = ArchiveManifestReader.Read(manifest, fields.Faults, fields.PathOf("manifest"));
        return fields.Faults.Count == before ? new BundleArchive(hash, read) : null;
    }

    private static BundleArchive? Found(JsonFields fields, string name, ArchiveFinder archives)
    {
        var faults = new FaultList();
        var archive = archives(name, faults);
        foreach (var fault in faults)
        {
            // What is inside of the archive has no place in the file that names it.
            fields.Fault("archive", fault.Field.Length == 0 ? fault.Detail : $"{fault.Field}: {fault.Detail}");
        }

        return archive;
    }

    private static SortedDictionary<string, IReadOnlyList<string>> Settings(JsonFields settings, ArchiveManifest manifest)
    {
        var values = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var field in manifest.Fields)
        {
            if (!settings.TryTake(field.Key, out var value))
            {
                continue;
            }

            if (field.Sensitive)
            {
                settings.Fault(field.Key, "Is a credential; PUT it to the credentials of the bundle.");
                continue;
            }

            var given = SettingValues.Read(field, value, out var fault);
            if (fault is not null)
            {
                settings.Fault(field.Key, fault);
            }
            else if (given.Count > 0)
            {
                values[field.Key] = given;
            }
        }

        settings.Finish();
        return values;
    }

    private static void Refuse(JsonFields fields, string name, bool isThere)
    {
        if (isThere)
        {
            fields.Fault(name, "Only a bundle of the type mcpb has it.");
        }
    }

    private static void Refuse(JsonFields fields, BundleDefinition definition)
    {
        bool[] given = [definition.Command is not null, definition.Args.Count > 0, definition.Environment.Count > 0, definition.Credentials.Count > 0];
        foreach (var (name, isGiven) in OfManifest.Zip(given))
        {
            if (isGiven)
            {
                fields.Fault(name, "Is what the manifest of the archive says; leave it out.");
            }
        }
    }
}
