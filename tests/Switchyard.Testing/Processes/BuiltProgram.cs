namespace Switchyard.Testing.Processes;

/// <summary>Programs that were built beside the tests. Each project has a folder of its own beside that of the running test project.</summary>
public static class BuiltProgram
{
    /// <summary>
    /// <c>switchyard</c> as it is shipped, compiled ahead of time. A copy lies beside every test project that refers to it, but that one would compile itself at each start.
    /// </summary>
    public static string Switchyard => Path.Combine(FolderOf("Switchyard.Host"), "switchyard");

    /// <summary>Where the program of a project is, for <c>dotnet exec</c>.</summary>
    public static string PathOf(string project) => Path.Combine(FolderOf(project), project + ".dll");

    private static string FolderOf(string project) =>
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", project, Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))));
}
