using System.Text.Json;
using Switchyard.Model.Bundles.Archives;
using Switchyard.Model.Validation;

namespace Switchyard.Configuration.Sources.File.References;

/// <summary>
/// What a configuration needs of an archive, as text: the hash and the manifest, or what is wrong with it. It stands for the archive wherever the bytes of other references stand, so that a change of the archive is a change of
/// the configuration, and what served can be read again without the archive.
/// </summary>
internal static class ArchiveDescription
{
    /// <summary>Looks the archive through now.</summary>
    public static FileContent Read(string path)
    {
        try
        {
            if (PipeProbe.IsPipe(path))
            {
                return new FileContent(null, "Is not a regular file.");
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var faults = new FaultList();
            var archive = ArchiveReader.Read(stream, faults);
            return new FileContent(Write(archive, faults), null);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return new FileContent(null, "Does not exist.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return new FileContent(null, $"Can not be read: {failure.Message}");
        }
    }

    /// <summary>The archive that <paramref name="description"/> is of, or null with what is wrong with it.</summary>
    /// <param name="description">What <see cref="Read"/> made.</param>
    /// <param name="path">Where the archive is.</param>
    /// <param name="faults">Where faults go.</param>
    public static BundleArchive? Parse(byte[] description, string path, FaultList faults)
    {
        var json = JsonElement.Parse(description);
        if (json.TryGetProperty("faults", out var wrong))
        {
            foreach (var fault in wrong.EnumerateArray())
            {
                faults.Add(fault.GetProperty("field").GetString()!, fault.GetProperty("detail").GetString()!);
            }

            return null;
        }

        var manifest = ArchiveManifestReader.Read(json.GetProperty("manifest"), faults, ArchiveReader.ManifestName);
        return faults.IsEmpty ? new BundleArchive(json.GetProperty("hash").GetString()!, manifest, path) : null;
    }

    private static byte[] Write(BundleArchive? archive, FaultList faults)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (archive is not null)
            {
                writer.WriteString("hash", archive.Hash);
                writer.WritePropertyName("manifest");
                writer.WriteRawValue(ArchiveManifestJson.Write(archive.Manifest));
            }
            else
            {
                writer.WriteStartArray("faults");
                foreach (var fault in faults)
                {
                    writer.WriteStartObject();
                    writer.WriteString("field", fault.Field);
                    writer.WriteString("detail", fault.Detail);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
