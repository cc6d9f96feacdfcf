using Switchyard.Model.Bundles.Archives;
using Switchyard.Processes;

namespace Switchyard.Bundles.Archives;

/// <summary>
/// What this node has unpacked, <c>root/hash</c>: once for all bundles of an archive. A directory of that name is whole, because it gets its name last, after everything in it is on the disk; so one that an earlier boot left is
/// as good as a new one. Unpacked versions that no process uses are removed by <see cref="ArchiveSweep"/>.
/// </summary>
internal sealed class UnpackedArchives(string root, IArchiveContent content)
{
    private const string Unfinished = ".new-";
    private const string Gone = ".gone-";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Is called whenever the last process of an archive has ended.</summary>
    public Action Released { get; set; } = static () => { };

    /// <summary>The archive with this hash, unpacked; for as long as the result is not disposed.</summary>
    /// <param name="hash">Which.</param>
    /// <param name="file">The file that has it; null for one in the database.</param>
    /// <param name="cancellationToken">Gives up waiting; whoever else waits goes on.</param>
    /// <exception cref="ArchiveException">It can not be had or can not be unpacked.</exception>
    public async Task<ArchiveUse> AcquireAsync(string hash, string? file, CancellationToken cancellationToken)
    {
        if (!BundleArchive.IsHash(hash))
        {
            throw new ArchiveException("The archive has no hash.");
        }

        Entry entry;
        lock (_gate)
        {
            if (!_entries.TryGetValue(hash, out entry!))
            {
                _entries[hash] = entry = new Entry();
            }

            entry.Users++;
            if (entry.Unpacked is null or { IsFaulted: true })
            {
                entry.Unpacked = UnpackAsync(hash, file);
            }
        }

        var use = new ArchiveUse(PathOf(hash), () => Release(hash));
        try
        {
            await entry.Unpacked.WaitAsync(cancellationToken);
            return use;
        }
        catch
        {
            use.Dispose();
            throw;
        }
    }

    /// <summary>Removes what no process uses and <paramref name="wanted"/> does not name, and what was not finished.</summary>
    /// <returns>Hashes of what was removed.</returns>
    public IReadOnlyList<string> RemoveUnused(IReadOnlySet<string> wanted)
    {
        if (!Directory.Exists(root))
        {
            return [];
        }

        var removed = new List<string>();
        foreach (var directory in Directory.EnumerateDirectories(root))
        {
            var name = Path.GetFileName(directory);
            var gone = directory;
            lock (_gate)
            {
                if (name.StartsWith(Unfinished, StringComparison.Ordinal) ? _entries.Values.Any(entry => entry.Unpacked is { IsCompleted: false })
                    : !name.StartsWith(Gone, StringComparison.Ordinal) && (wanted.Contains(name) || _entries.TryGetValue(name, out var known) && known.Users > 0))
                {
                    continue;
                }

                _entries.Remove(name);
                if (BundleArchive.IsHash(name))
                {
                    // Away from its name at once: whoever needs it from now on unpacks it anew.
                    gone = Path.Combine(root, Gone + Path.GetRandomFileName());
                    Directory.Move(directory, gone);
                    removed.Add(name);
                }
            }

            Directory.Delete(gone, recursive: true);
        }

        return removed;
    }

    private string PathOf(string hash) => Path.Combine(root, hash);

    private void Release(string hash)
    {
        bool isLast;
        lock (_gate)
        {
            isLast = --_entries[hash].Users == 0;
        }

        if (isLast)
        {
            Released();
        }
    }

    private async Task UnpackAsync(string hash, string? file)
    {
        // Not under the lock of whoever asks.
        await Task.Yield();
        if (Directory.Exists(PathOf(hash)))
        {
            return;
        }

        PosixFiles.MakeDirectory(Path.GetDirectoryName(root)!);
        PosixFiles.MakeDirectory(root);
        var unfinished = Path.Combine(root, Unfinished + Path.GetRandomFileName());
        PosixFiles.MakeDirectory(unfinished);
        try
        {
            await using (var archive = await OpenAsync(hash, file, unfinished))
            {
                await Unpacking.UnpackAsync(archive, hash, unfinished, CancellationToken.None);
            }

            PosixFiles.Sync(unfinished);
            Directory.Move(unfinished, PathOf(hash));
        }
        catch (Exception failure)
        {
            Directory.Delete(unfinished, recursive: true);
            throw failure is IOException or UnauthorizedAccessException ? new ArchiveException($"The archive can not be unpacked: {failure.Message}", failure) : failure;
        }
    }

    private async Task<FileStream> OpenAsync(string hash, string? file, string beside)
    {
        if (file is not null)
        {
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }

        var copy = new FileStream(beside + ".zip", new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous });
        try
        {
            await content.CopyAsync(hash, copy, CancellationToken.None);
            return copy.Length > 0 ? copy : throw new ArchiveException("The archive is not in the database any more; upload it again.");
        }
        catch
        {
            await copy.DisposeAsync();
            throw;
        }
    }

    private sealed class Entry
    {
        public int Users { get; set; }

        /// <summary>Completes when it is unpacked; null before anybody asked.</summary>
        public Task? Unpacked { get; set; }
    }
}
