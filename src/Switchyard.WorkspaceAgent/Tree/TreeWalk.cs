using System.IO.Enumeration;
using Microsoft.Win32.SafeHandles;

namespace Switchyard.WorkspaceAgent.Tree;

/// <summary>Goes through a directory, and through those in it if asked, in the order of names. Links are met, never followed. What can not be read, or is too deep, is counted.</summary>
internal sealed class TreeWalk
{
    private const int Deepest = 64;
    private const int MostNames = 100_000;

    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false, RecurseSubdirectories = false };

    /// <summary>Directories that were not looked into, or not to their end.</summary>
    public int LeftOut { get; private set; }

    /// <summary>What is in a directory; an entry is valid until the next one is asked for.</summary>
    /// <exception cref="TreeException">The directory itself can not be read.</exception>
    public IEnumerable<TreeEntry> In(Place place, bool recursive) =>
        Names(place.AsDirectory()) is { } names ? Entries(place.AsDirectory(), names, "", recursive ? Deepest : 1) : throw new TreeException($"'{place.Path}' can not be read: permission denied.");

    private IEnumerable<TreeEntry> Entries(SafeFileHandle directory, List<string> names, string prefix, int levels)
    {
        foreach (var name in names)
        {
            if (Posix.Facts(directory, name) is not { } facts)
            {
                continue;
            }

            var path = prefix + name;
            yield return new TreeEntry(directory, name, path, facts);
            if (facts.Kind == EntryKind.Directory && levels != 1)
            {
                foreach (var entry in Under(directory, name, path + "/", levels - 1))
                {
                    yield return entry;
                }
            }
            else if (facts.Kind == EntryKind.Directory && prefix.Length > 0)
            {
                LeftOut++;
            }
        }
    }

    private IEnumerable<TreeEntry> Under(SafeFileHandle parent, string name, string prefix, int levels)
    {
        using var directory = Posix.OpenHere(parent, name, out _);
        if (directory is null || Posix.Facts(directory).Kind != EntryKind.Directory || Names(directory) is not { } names)
        {
            LeftOut++;
            yield break;
        }

        foreach (var entry in Entries(directory, names, prefix, levels))
        {
            yield return entry;
        }
    }

    private List<string>? Names(SafeFileHandle directory)
    {
        try
        {
            var names = new FileSystemEnumerable<string>(Posix.PathOf(directory) + "/", static (ref FileSystemEntry entry) => entry.FileName.ToString(), Everything).Take(MostNames + 1).ToList();
            if (names.Count > MostNames)
            {
                LeftOut++;
                names.RemoveAt(MostNames);
            }

            names.Sort(StringComparer.Ordinal);
            return names;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
