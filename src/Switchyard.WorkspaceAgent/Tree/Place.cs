using Microsoft.Win32.SafeHandles;

namespace Switchyard.WorkspaceAgent.Tree;

/// <summary>
/// What a path under the root led to: an open directory, a name in it, and a handle of what had that name, or none when nothing has it. No link is left on the way. Whoever got it disposes of it.
/// </summary>
internal sealed class Place : IDisposable
{
    private readonly SafeFileHandle _directory;
    private readonly SafeFileHandle? _entry;

    public Place(SafeFileHandle directory, string name, SafeFileHandle? entry, string path)
    {
        (_directory, Name, _entry, Path) = (directory, name, entry, path);
        Facts = entry is null ? null : Posix.Facts(entry);
    }

    /// <summary>Its name in its directory.</summary>
    public string Name { get; }

    /// <summary>From the root, without links; <c>.</c> is the root itself.</summary>
    public string Path { get; }

    /// <summary>What it is; null when it is missing.</summary>
    public EntryFacts? Facts { get; }

    /// <summary>The directory it is in.</summary>
    public SafeFileHandle Parent => _directory;

    /// <summary>Itself, as a directory to enumerate or to open something in.</summary>
    /// <exception cref="TreeException">It is none.</exception>
    public SafeFileHandle AsDirectory() => Facts switch
    {
        { Kind: EntryKind.Directory } => _entry!,
        null => throw new TreeException($"'{Path}' does not exist."),
        _ => throw new TreeException($"'{Path}' is not a directory."),
    };

    /// <summary>Opens the very file that was found, even if its name means another one by now.</summary>
    /// <exception cref="TreeException">It is no regular file, or may not be read.</exception>
    public SafeFileHandle OpenFile()
    {
        switch (Facts)
        {
            case null:
                throw new TreeException($"'{Path}' does not exist.");
            case { Kind: EntryKind.Directory }:
                throw new TreeException($"'{Path}' is a directory.");
            case not { Kind: EntryKind.File }:
                throw new TreeException($"'{Path}' is not a regular file.");
        }

        try
        {
            return File.OpenHandle(Posix.PathOf(_entry!), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new TreeException($"'{Path}' can not be read: {(failure is UnauthorizedAccessException ? "permission denied" : "input or output failed")}.");
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _entry?.Dispose();
        _directory.Dispose();
    }
}
