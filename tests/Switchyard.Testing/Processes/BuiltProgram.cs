namespace Switchyard.Testing.Processes;

/// <summary>Programs that were built beside the tests.</summary>
public static class BuiltProgram
{
    /// <summary>Where the program of a project is: each project has a folder of its own beside that of the running test project.</summary>
    public static string PathOf(string project) =>
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", project, Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), project + ".dll"));
}
