using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Bundles.Archives;

/// <summary>
/// Looks an MCPB archive through: a ZIP file with <c>manifest.json</c> (and, if it was signed, a signature at its end, which is not looked at). Faults are named by the path of the entry; nothing is unpacked.
/// </summary>
public static class ArchiveReader
{
    /// <summary>The file that every archive has.</summary>
    public const string ManifestName = "manifest.json";

    private const int KindMask = 0xF000;
    private const int RegularFile = 0x8000;
    private const int DirectoryKind = 0x4000;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>Looks <paramref name="stream"/> through from its beginning; it can be sought in and stays open.</summary>
    /// <param name="stream">The archive.</param>
    /// <param name="faults">Where faults go, at most <see cref="ArchiveLimits.MaxFaults"/> of entries.</param>
    /// <returns>The archive, or null with faults.</returns>
    public static BundleArchive? Read(Stream stream, FaultList faults)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(faults);
        if (stream.Length > ArchiveLimits.MaxBytes)
        {
            faults.Add("", $"Has more than {ArchiveLimits.MaxBytes >> 20} MiB.");
            return null;
        }

        if (ZipDirectory.Fault(stream) is { } wrong)
        {
            faults.Add("", wrong);
            return null;
        }

        try
        {
            stream.Position = 0;
            var hash = Convert.ToHexStringLower(SHA256.HashData(stream));
            stream.Position = 0;
            using var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            CheckEntries(zip, faults);
            if (!faults.IsEmpty)
            {
                return null;
            }

            var manifest = Manifest(zip, faults);
            return manifest is not null && faults.IsEmpty ? new BundleArchive(hash, manifest) : null;
        }
        catch (InvalidDataException)
        {
            faults.Add("", "The archive is no ZIP file that can be read.");
            return null;
        }
    }

    /// <summary>Whether <paramref name="entry"/> is a directory.</summary>
    public static bool IsDirectory(ZipArchiveEntry entry) => entry.FullName.EndsWith('/');

    private static void CheckEntries(ZipArchive zip, FaultList faults)
    {
        // Two names that differ by case only are one file on some systems: nobody packs that on purpose.
        var kinds = new Dictionary<string, bool>(StringComparer.OrdinalIgnoreCase);
        var total = 0L;
        foreach (var entry in zip.Entries)
        {
            if (faults.Count >= ArchiveLimits.MaxFaults)
            {
                return;
            }

            total += entry.Length;
            if (Fault(entry) is { } fault)
            {
                faults.Add(Shown(entry.FullName), fault);
                continue;
            }

            var name = entry.FullName.TrimEnd('/');
            if (!kinds.TryAdd(name, IsDirectory(entry)))
            {
                faults.Add(name, "Is there twice.");
            }
        }

        foreach (var name in kinds.Keys.TakeWhile(_ => faults.Count < ArchiveLimits.MaxFaults))
        {
            for (var slash = name.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = name.IndexOf('/', slash + 1))
            {
                if (kinds.TryGetValue(name[..slash], out var isDirectory) && !isDirectory)
                {
                    faults.Add(name, $"Lies in '{name[..slash]}', which is a file.");
                }
            }
        }

        if (total > ArchiveLimits.MaxUnpackedBytes)
        {
            faults.Add("", $"Has more than {ArchiveLimits.MaxUnpackedBytes >> 20} MiB when it is unpacked.");
        }
    }

    private static string? Fault(ZipArchiveEntry entry)
    {
        // The upper half is what Unix has; archives that were made elsewhere have none.
        var kind = (entry.ExternalAttributes >> 16) & KindMask;
        return ArchivePaths.Fault(entry.FullName)
            ?? (kind is not (0 or RegularFile or DirectoryKind) ? "Is a link or a device; an archive has files and directories."
            : kind == DirectoryKind != IsDirectory(entry) && kind != 0 ? "Is a file by its name and a directory by its attributes, or the other way round."
            : entry.IsEncrypted ? "Is encrypted."
            : IsDirectory(entry) && entry.Length > 0 ? "Is a directory with content."
            : entry.Length > ArchiveLimits.RatioFrom && entry.Length / ArchiveLimits.MaxRatio > entry.CompressedLength ? $"Is more than {ArchiveLimits.MaxRatio} times as long as its compressed form."
            : null);
    }

    private static ArchiveManifest? Manifest(ZipArchive zip, FaultList faults)
    {
        if (zip.GetEntry(ManifestName) is not { } entry)
        {
            faults.Add(ManifestName, "Is required, at the top of the archive.");
            return null;
        }

        var content = new byte[ArchiveLimits.MaxManifestBytes + 1];
        int length;
        using (var file = entry.Open())
        {
            length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        }

        if (length > ArchiveLimits.MaxManifestBytes)
        {
            faults.Add(ManifestName, $"Has more than {ArchiveLimits.MaxManifestBytes >> 20} MiB.");
            return null;
        }

        try
        {
            var text = content.AsMemory(0, length);
            using var json = JsonDocument.Parse(text.Span.StartsWith<byte>([0xef, 0xbb, 0xbf]) ? text[3..] : text, Strict);
            var manifest = ArchiveManifestReader.Read(json.RootElement, faults, ManifestName);
            if (manifest.EntryPoint.Length > 0 && zip.GetEntry(manifest.EntryPoint) is null)
            {
                faults.Add($"{ManifestName}.server.entry_point", "The archive has no such file.");
            }

            return manifest;
        }
        catch (JsonException)
        {
            faults.Add(ManifestName, "Is no JSON.");
            return null;
        }
    }

    private static string Shown(string name) => string.Concat(name.Take(200).Select(static character => char.IsControl(character) ? '?' : character));
}
