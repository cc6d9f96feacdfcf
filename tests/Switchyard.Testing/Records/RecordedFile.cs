namespace Switchyard.Testing.Records;

/// <summary>A file of the repository that is made from the code and kept, so that a change of the outside is seen in review.</summary>
public static class RecordedFile
{
    /// <summary>The variable that accepts what the code makes now.</summary>
    public const string Accept = "SWITCHYARD_ACCEPT_API";

    /// <summary>Compares <paramref name="actual"/> with the file at <paramref name="path"/> (relative to the root of the repository), or writes the file when that is asked for.</summary>
    /// <exception cref="InvalidOperationException">They differ.</exception>
    public static void MustBe(string path, string actual)
    {
        var full = Path.Combine(Root(), path);
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            File.WriteAllText(full, actual);
        }

        var recorded = File.Exists(full) ? File.ReadAllText(full) : "";
        if (recorded == actual)
        {
            return;
        }

        var (now, then) = (actual.Split('\n'), recorded.Split('\n'));
        var line = now.Zip(then).TakeWhile(pair => pair.First == pair.Second).Count();
        throw new InvalidOperationException(
            $"{path} is not what the code makes, from line {line + 1} on:\n- {then.ElementAtOrDefault(line)}\n+ {now.ElementAtOrDefault(line)}\nIf that is meant, run this test with {Accept}=1 and commit the file.");
    }

    /// <summary>The text of a file of the repository.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root(), path));

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Switchyard.slnx")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The root of the repository was not found.");
    }
}
