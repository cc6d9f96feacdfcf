using Microsoft.Win32.SafeHandles;

namespace Switchyard.WorkspaceAgent.Tree;

/// <summary>Something that was met in a directory while that is open.</summary>
/// <param name="Directory">The directory, open until the walk goes on.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Path">From where the walk began.</param>
/// <param name="Facts">What it is.</param>
internal readonly record struct TreeEntry(SafeFileHandle Directory, string Name, string Path, EntryFacts Facts)
{
    /// <summary>Where it leads, if it is a link.</summary>
    public string? Target()
    {
        using var link = Posix.OpenHere(Directory, Name, out _);
        return link is null ? null : Posix.Target(link);
    }

    /// <summary>Opens it if it is a regular file that may be read, else null.</summary>
    public SafeFileHandle? OpenFile()
    {
        using var entry = Posix.OpenHere(Directory, Name, out _);
        if (entry is null || Posix.Facts(entry).Kind != EntryKind.File)
        {
            return null;
        }

        try
        {
            return File.OpenHandle(Posix.PathOf(entry), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
