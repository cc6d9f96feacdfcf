using Microsoft.Extensions.Logging;

namespace Switchyard.Configuration.Sources.File.Watching;

/// <summary>
/// The operating system's notices about the directories in which configuration files stand. They only say «look»: one that is lost, or a directory without notices, costs the time to the next scan.
/// </summary>
/// <remarks>Used by one loop, except for the callbacks, which come on threads of the system.</remarks>
internal sealed partial class DirectoryNotices(Action noticed, ILogger logger) : IDisposable
{
    private readonly Dictionary<string, Watched> _watched = new(StringComparer.Ordinal);

    /// <summary>Whether every directory is watched.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>
    /// Watches the directories of <paramref name="files"/>, of what they link to, and <paramref name="directories"/> themselves; sets up again what died, was removed and made anew, or was not there before.
    /// </summary>
    public void Renew(IEnumerable<string> files, IEnumerable<string> directories)
    {
        var relevant = new Dictionary<string, HashSet<string>?>(StringComparer.Ordinal);
        foreach (var file in files.Select(Path.GetFullPath).SelectMany(WithTarget))
        {
            var directory = Path.GetDirectoryName(file)!;
            if (!relevant.TryGetValue(directory, out var names))
            {
                relevant[directory] = names = new HashSet<string>(StringComparer.Ordinal);
            }

            names?.Add(Path.GetFileName(file));
        }

        foreach (var directory in directories.Select(Path.GetFullPath))
        {
            relevant[directory] = null;
        }

        foreach (var gone in _watched.Keys.Except(relevant.Keys).ToArray())
        {
            End(gone);
        }

        IsComplete = true;
        foreach (var (directory, names) in relevant)
        {
            IsComplete &= Watch(directory, names);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var directory in _watched.Keys.ToArray())
        {
            End(directory);
        }
    }

    private static IEnumerable<string> WithTarget(string file)
    {
        yield return file;
        if (Target(file) is { } target && target != file)
        {
            yield return target;
        }
    }

    private static string? Target(string file)
    {
        try
        {
            return System.IO.File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Not there now, or a circle of links: the scan will tell when that changes.
            return null;
        }
    }

    private bool Watch(string directory, HashSet<string>? names)
    {
        var made = Directory.Exists(directory) ? Directory.GetCreationTimeUtc(directory) : (DateTime?)null;
        if (_watched.TryGetValue(directory, out var present))
        {
            if (present is { HasDied: false } && present.Made == made)
            {
                present.Names = names;
                return true;
            }

            End(directory);
        }

        if (made is null)
        {
            return false;
        }

        try
        {
            _watched[directory] = new Watched(directory, made.Value, names, noticed);

            // What happened before the watcher was set up is not noticed by it.
            noticed();
            return true;
        }
        catch (Exception failure) when (failure is IOException or ArgumentException or UnauthorizedAccessException)
        {
            LogNotWatched(directory, failure.Message);
            return false;
        }
    }

    private void End(string directory)
    {
        if (_watched.Remove(directory, out var watched))
        {
            watched.Dispose();
        }
    }

    [LoggerMessage(3030, LogLevel.Warning, "Changes in {Directory} are not noticed at once, only by the regular scan: {Reason}")]
    private partial void LogNotWatched(string directory, string reason);

    private sealed class Watched : IDisposable
    {
        private readonly FileSystemWatcher _watcher;
        private readonly Action _noticed;
        private volatile HashSet<string>? _names;
        private volatile bool _died;

        public Watched(string directory, DateTime made, HashSet<string>? names, Action noticed)
        {
            Made = made;
            _names = names;
            _noticed = noticed;
            _watcher = new FileSystemWatcher(directory)
            {
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.CreationTime,
            };
            _watcher.Changed += (_, change) => Notice(change.Name);
            _watcher.Created += (_, change) => Notice(change.Name);
            _watcher.Deleted += (_, change) => Notice(change.Name);
            _watcher.Renamed += (_, change) =>
            {
                Notice(change.Name);
                Notice(change.OldName);
            };
            _watcher.Error += (_, _) =>
            {
                // Too many at once, or the directory went: look, and set it up again.
                _died = true;
                noticed();
            };
            _watcher.EnableRaisingEvents = true;
        }

        public DateTime Made { get; }

        public bool HasDied => _died;

        public HashSet<string>? Names
        {
            set => _names = value;
        }

        public void Dispose() => _watcher.Dispose();

        // A name that begins with two dots is how mounted volumes swap all their files at once (the link ..data).
        private void Notice(string? name)
        {
            if (name is null || name.StartsWith("..", StringComparison.Ordinal) || (_names is { } names ? names.Contains(name) : IsConfiguration(name)))
            {
                _noticed();
            }
        }

        private static bool IsConfiguration(string name) =>
            !name.StartsWith('.') && FileSource.Extensions.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase);
    }
}
