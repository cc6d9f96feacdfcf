using System.Collections.Concurrent;

namespace Switchyard.Configuration.Sources.File.References;

/// <summary>Descriptions of the archives that were looked through. One that has the length and the times it had is not looked through again, for that takes long and files are looked at every few seconds.</summary>
internal sealed class ArchiveReadings
{
    private readonly ConcurrentDictionary<string, (Stamp Stamp, FileContent Content)> _known = new(StringComparer.Ordinal);

    /// <summary>What stands for the archive at <paramref name="path"/> now.</summary>
    public FileContent Read(string path)
    {
        var stamp = Stamp.Of(path);
        if (_known.TryGetValue(path, out var known) && known.Stamp == stamp && stamp.Length >= 0)
        {
            return known.Content;
        }

        var content = ArchiveDescription.Read(path);
        if (Stamp.Of(path) == stamp)
        {
            // Else it was written meanwhile, and is looked through next time.
            _known[path] = (stamp, content);
        }

        return content;
    }

    private readonly record struct Stamp(long Length, DateTime WrittenAt)
    {
        public static Stamp Of(string path)
        {
            var file = new FileInfo(path);
            return file.Exists ? new Stamp(file.Length, file.LastWriteTimeUtc) : new Stamp(-1, default);
        }
    }
}
