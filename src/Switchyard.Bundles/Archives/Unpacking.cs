using System.IO.Compression;
using Switchyard.Model.Bundles.Archives;
using Switchyard.Model.Validation;
using Switchyard.Processes;

namespace Switchyard.Bundles.Archives;

/// <summary>
/// Unpacks archives. Each is looked through again, because what is in a database or beside a file may be another by now, and lengths are counted as they come, because an archive may say what it likes. Files are read-only, so
/// that what runs from them can not change by itself what runs next.
/// </summary>
internal static class Unpacking
{
    private const int Buffer = 64 << 10;
    private const int AnyExecute = 0x49 << 16;

    /// <summary>Unpacks the archive into a directory that is there and empty.</summary>
    /// <param name="archive">The archive; it can be sought in.</param>
    /// <param name="hash">What it has to be.</param>
    /// <param name="directory">Where to.</param>
    /// <param name="cancellationToken">Gives up; what was unpacked until then stays.</param>
    /// <exception cref="ArchiveException">It is another, or must not be unpacked.</exception>
    public static async Task UnpackAsync(Stream archive, string hash, string directory, CancellationToken cancellationToken)
    {
        var faults = new FaultList();
        if (ArchiveReader.Read(archive, faults) is not { } read)
        {
            throw new ArchiveException($"The archive can not be used: {string.Join(" ", faults.Select(fault => fault.Field.Length == 0 ? fault.Detail : $"{fault.Field}: {fault.Detail}"))}");
        }

        if (read.Hash != hash)
        {
            throw new ArchiveException($"The archive is not the one that was meant: its SHA-256 is {read.Hash}, not {hash}.");
        }

        archive.Position = 0;
        try
        {
            await using var zip = await ZipArchive.CreateAsync(archive, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancellationToken);
            var left = ArchiveLimits.MaxUnpackedBytes;
            foreach (var entry in zip.Entries)
            {
                left -= await WriteAsync(entry, directory, isProgram: (entry.ExternalAttributes & AnyExecute) != 0 || IsEntry(read.Manifest, entry), left, cancellationToken);
            }
        }
        catch (InvalidDataException broken)
        {
            throw new ArchiveException("The archive can not be unpacked: it is damaged.", broken);
        }
    }

    // Archives that were made elsewhere say nothing of rights, and this one is to be run.
    private static bool IsEntry(ArchiveManifest manifest, ZipArchiveEntry entry) => manifest.Runtime == "binary" && entry.FullName == manifest.EntryPoint;

    /// <summary>Writes one entry and returns how many bytes it had.</summary>
    private static async Task<long> WriteAsync(ZipArchiveEntry entry, string directory, bool isProgram, long left, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(Path.Combine(directory, entry.FullName));
        if (!path.StartsWith(directory + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            // The names were looked at already; whoever changes that look must not open this door.
            throw new ArchiveException($"The archive has an entry that leads out of it: {entry.FullName}");
        }

        if (ArchiveReader.IsDirectory(entry))
        {
            Directory.CreateDirectory(path);
            return 0;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var content = await entry.OpenAsync(cancellationToken);
        await using var file = PosixFiles.Create(path, isProgram);
        var buffer = new byte[Buffer];
        var written = 0L;
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            written += read;
            if (written > entry.Length || written > left)
            {
                throw new ArchiveException($"The archive has more in it than it says: {entry.FullName}");
            }

            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return written == entry.Length ? written : throw new ArchiveException($"The archive has less in it than it says: {entry.FullName}");
    }
}
