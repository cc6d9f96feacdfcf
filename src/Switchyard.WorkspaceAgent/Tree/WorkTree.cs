using Microsoft.Win32.SafeHandles;

namespace Switchyard.WorkspaceAgent.Tree;

/// <summary>
/// The directory under which tools work, and how a path is walked in it. Each component is opened in the directory before it, which is held open, and never by a path as a whole; a symbolic link is read and its target walked the same
/// way; <c>..</c> goes back to the directory that was come from. So a path that leads outside is refused whatever it is made of, and nobody gains by exchanging a directory for a link between the look and the use: what was looked at
/// is what is used.
/// </summary>
internal sealed class WorkTree : IDisposable
{
    /// <summary>Longest path, in characters.</summary>
    public const int LongestPath = 4096;

    // As many as the kernel follows.
    private const int MostLinks = 40;

    private readonly SafeFileHandle _root;

    /// <summary>Opens the root.</summary>
    /// <exception cref="IOException">It is no directory, or can not be opened.</exception>
    public WorkTree(string root)
    {
        _root = Posix.OpenRoot(root, out var error) ?? throw new IOException($"The directory '{root}' can not be opened: {Posix.Text(error)}.");
        using (Posix.OpenHere(_root, ".", out error))
        {
            if (error != 0)
            {
                _root.Dispose();
                throw new IOException($"The directory '{root}' can not be used: {Posix.Text(error)}.");
            }
        }

        Root = new DirectoryInfo(Posix.PathOf(_root)).ResolveLinkTarget(returnFinalTarget: false)?.FullName ?? Path.GetFullPath(root);
    }

    /// <summary>The root, absolute and without links.</summary>
    public string Root { get; }

    /// <summary>Walks <paramref name="path"/>: relative to the root, or absolute if it is under it. The last component may be missing.</summary>
    /// <param name="path">The path.</param>
    /// <param name="makeParents">Whether directories that are missing on the way are made.</param>
    /// <exception cref="TreeException">It leads outside the root, or nowhere.</exception>
    public Place Find(string path, bool makeParents = false)
    {
        if (path.Length is 0 or > LongestPath || path.Contains('\0', StringComparison.Ordinal))
        {
            throw new TreeException($"A path has 1 to {LongestPath} characters, none of them NUL.");
        }

        using var walk = new Walk(this, path, makeParents);
        return walk.FromTheRoot();
    }

    /// <summary>The path of a place on this machine, for what can not be given a handle.</summary>
    public string Absolute(Place place) => place.Path == "." ? Root : Path.Combine(Root, place.Path);

    /// <inheritdoc />
    public void Dispose() => _root.Dispose();

    /// <summary>The part of an absolute path below the root, or null when it is not under it.</summary>
    private string? Below(string absolute) =>
        absolute == Root ? "." : absolute.StartsWith(Root == "/" ? "/" : Root + "/", StringComparison.Ordinal) ? absolute[Root.Length..].TrimStart('/') : null;

    private SafeFileHandle OpenRootAgain() => Posix.OpenHere(_root, ".", out var error) ?? throw new TreeException($"The root can not be opened: {Posix.Text(error)}.");

    /// <summary>One walk: the directories that it is in, innermost last, and the components that are still to go.</summary>
    private sealed class Walk : IDisposable
    {
        private readonly WorkTree _tree;
        private readonly string _asked;
        private readonly bool _makes;
        private readonly List<(SafeFileHandle Handle, string Name)> _inside = [];
        private readonly Stack<string> _toGo = new();
        private int _links;

        public Walk(WorkTree tree, string path, bool makes)
        {
            (_tree, _asked, _makes) = (tree, path, makes);
            _inside.Add((tree.OpenRootAgain(), ""));
        }

        public Place FromTheRoot()
        {
            Push(_asked);
            while (_toGo.TryPop(out var name))
            {
                switch (name)
                {
                    case ".":
                        break;
                    case "..":
                        Leave();
                        break;
                    default:
                        if (Enter(name) is { } found)
                        {
                            return found;
                        }

                        break;
                }
            }

            return OfInnermost();
        }

        public void Dispose() => _inside.ForEach(static directory => directory.Handle.Dispose());

        /// <summary>One component further. Returns what is there if it is the last one and no directory.</summary>
        private Place? Enter(string name)
        {
            var here = _inside[^1].Handle;
            var entry = Posix.OpenHere(here, name, out var error);
            if (entry is null && error == Posix.NotFound && _toGo.Count == 0)
            {
                return Take(name, null);
            }

            if (entry is null && error == Posix.NotFound && _makes)
            {
                error = Posix.MakeDirectory(here, name);
                entry = error is 0 or Posix.Exists ? Posix.OpenHere(here, name, out error) : null;
            }

            if (entry is null)
            {
                throw new TreeException(error == Posix.NotFound ? $"'{_asked}' does not exist." : $"'{_asked}' can not be opened: {Posix.Text(error)}.");
            }

            switch (Posix.Facts(entry).Kind)
            {
                case EntryKind.Link:
                    using (entry)
                    {
                        Follow(entry);
                    }

                    return null;
                case EntryKind.Directory:
                    _inside.Add((entry, name));
                    return null;
                default:
                    if (_toGo.Count == 0)
                    {
                        return Take(name, entry);
                    }

                    entry.Dispose();
                    throw new TreeException($"'{_asked}' does not exist: '{name}' is not a directory.");
            }
        }

        private void Follow(SafeFileHandle link)
        {
            if (++_links > MostLinks)
            {
                throw new TreeException($"'{_asked}' leads through too many symbolic links.");
            }

            Push(Posix.Target(link) ?? throw new TreeException($"'{_asked}' leads through a symbolic link that can not be read."));
        }

        private void Push(string path)
        {
            if (path.StartsWith('/'))
            {
                path = _tree.Below(path) ?? throw Outside();
                while (_inside.Count > 1)
                {
                    Leave();
                }
            }

            // The target of a link is walked before what follows the link in the path.
            foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                _toGo.Push(name);
            }
        }

        private void Leave()
        {
            if (_inside.Count == 1)
            {
                throw Outside();
            }

            _inside[^1].Handle.Dispose();
            _inside.RemoveAt(_inside.Count - 1);
        }

        private TreeException Outside() => new($"'{_asked}' is outside the root of this agent.");

        private Place OfInnermost()
        {
            if (_inside.Count == 1)
            {
                return new Place(_tree.OpenRootAgain(), ".", TakeInnermost(), ".");
            }

            var path = PathTo();
            var (_, name) = _inside[^1];
            return new Place(TakeBeforeInnermost(), name, TakeInnermost(), path);
        }

        private Place Take(string name, SafeFileHandle? entry)
        {
            var path = _inside.Count == 1 ? name : $"{PathTo()}/{name}";
            return new Place(TakeInnermost(), name, entry, path);
        }

        private SafeFileHandle TakeInnermost()
        {
            var (handle, _) = _inside[^1];
            _inside.RemoveAt(_inside.Count - 1);
            return handle;
        }

        private SafeFileHandle TakeBeforeInnermost()
        {
            var (handle, _) = _inside[^2];
            _inside.RemoveAt(_inside.Count - 2);
            return handle;
        }

        private string PathTo() => string.Join('/', _inside.Skip(1).Select(static directory => directory.Name));
    }
}
