namespace Switchyard.Bench.Processes;

/// <summary>Where things are: the repository, built programs, tools.</summary>
internal static class Places
{
    public static string Root { get; } = FindRoot();

    public static string Results => Path.Combine(Root, "bench", "results");

    public static string Portkey => Path.Combine(Root, "artifacts", "bench-tools", "portkey", "node_modules", "@portkey-ai", "gateway", "build", "start-server.js");

    public static string Built(string project, string file) => Path.Combine(Root, "artifacts", "bin", project, "release", file);

    /// <summary>A program of the PATH, null when it is not installed.</summary>
    public static string? Installed(string name) => (Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin").Split(':')
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Switchyard.slnx")))
            {
                return folder.FullName;
            }
        }

        return Directory.GetCurrentDirectory();
    }
}
