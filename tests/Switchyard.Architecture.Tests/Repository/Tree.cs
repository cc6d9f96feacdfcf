namespace Switchyard.Architecture.Tests.Repository;

/// <summary>The files of the repository, as somebody who clones it sees them. Paths are relative to the root, with forward slashes.</summary>
internal static class Tree
{
    private static readonly HashSet<string> NotOurs = ["artifacts", "node_modules", "data", ".git", ".vs", ".idea", ".vscode", "TestResults", "bin", "obj", "results"];

    public static string Root { get; } = FindRoot();

    /// <summary>Every file.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(new DirectoryInfo(Root)).Order(StringComparer.Ordinal)];

    /// <summary>Every C# file.</summary>
    public static IEnumerable<string> Sources => Files.Where(static file => file.EndsWith(".cs", StringComparison.Ordinal));

    /// <summary>Every project file.</summary>
    public static IEnumerable<string> Projects => Files.Where(static file => file.EndsWith(".csproj", StringComparison.Ordinal));

    public static string Read(string path)
    {
        return File.ReadAllText(Path.Combine(Root, path));
    }

    public static string[] Lines(string path)
    {
        return File.ReadAllLines(Path.Combine(Root, path));
    }

    /// <summary>Lines of a table under eng/, without comments and blank ones.</summary>
    public static IEnumerable<string> Table(string path)
    {
        return Lines(path).Select(static line => line.Trim()).Where(static line => line.Length > 0 && line[0] != '#');
    }

    public static bool Exists(string path)
    {
        var full = Path.Combine(Root, path);
        return File.Exists(full) || Directory.Exists(full);
    }

    private static IEnumerable<string> Walk(DirectoryInfo directory)
    {
        foreach (var file in directory.EnumerateFiles())
        {
            yield return Path.GetRelativePath(Root, file.FullName).Replace('\\', '/');
        }

        foreach (var inner in directory.EnumerateDirectories().Where(static inner => !NotOurs.Contains(inner.Name) && inner.LinkTarget is null))
        {
            foreach (var file in Walk(inner))
            {
                yield return file;
            }
        }
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Switchyard.slnx")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("Run the tests from a build inside the repository.");
    }
}
