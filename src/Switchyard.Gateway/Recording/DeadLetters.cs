using Switchyard.Gateway.Recording.Journal;

namespace Switchyard.Gateway.Recording;

/// <summary>Keeps records that the database can not take, one file each, for a person to look at. Texts in them are sealed.</summary>
/// <param name="directory">Where; made at the first record.</param>
internal sealed class DeadLetters(string directory)
{
    private int _count;

    /// <summary>Writes <paramref name="record"/> to the disk and returns the file.</summary>
    public string Keep(JournalRecord record)
    {
        Directory.CreateDirectory(directory);
        string path;
        do
        {
            path = Path.Combine(directory, $"{record.Life.Id:N}-{_count++:D4}.record");
        }
        while (File.Exists(path));
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        RandomAccess.Write(file, record.Payload, 0);
        RandomAccess.FlushToDisk(file);
        return path;
    }
}
