namespace Switchyard.Processes;

/// <summary>Finds programs as <c>execvp(3)</c> does, so that a missing one is said before anything is started.</summary>
public static class CommandPath
{
    /// <summary>Where tools of the system are, whatever <c>PATH</c> says.</summary>
    public const string OfSystem = "/usr/bin:/bin:/usr/sbin:/sbin";

    /// <summary>The file that runs as <paramref name="command"/>, or null. With a slash it is a path, relative to <paramref name="workingDirectory"/>; else it is looked up in <paramref name="path"/>.</summary>
    public static string? Find(string command, string? path, string workingDirectory)
    {
        if (command.Contains('/', StringComparison.Ordinal))
        {
            var file = Path.Combine(workingDirectory, command);
            return PosixFiles.IsProgram(file) ? file : null;
        }

        return (path ?? OfSystem).Split(':', StringSplitOptions.RemoveEmptyEntries).Select(directory => Path.Combine(workingDirectory, directory, command)).FirstOrDefault(PosixFiles.IsProgram);
    }
}
