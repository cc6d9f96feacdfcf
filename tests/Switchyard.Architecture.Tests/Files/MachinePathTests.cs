using System.Text.RegularExpressions;
using Switchyard.Architecture.Tests.Repository;

namespace Switchyard.Architecture.Tests.Files;

/// <summary>The repository works on any machine, so it names none.</summary>
public sealed partial class MachinePathTests
{
    private static readonly string[] Binary = [".png", ".ico", ".woff2", ".db", ".gz", ".zip", ".dll"];

    [Fact]
    public void No_file_names_a_path_of_somebodys_machine()
    {
        Findings.MustBeEmpty(Matching(MachinePath()), "Use a path relative to the repository, an option or an environment variable.");
    }

    [Fact]
    public void Package_locks_name_only_the_public_registries()
    {
        Findings.MustBeEmpty(
            from file in Tree.Files
            where file.EndsWith("package-lock.json", StringComparison.Ordinal)
            from line in Tree.Lines(file).Index()
            where line.Item.Contains("\"resolved\"", StringComparison.Ordinal) && !line.Item.Contains("https://registry.npmjs.org/", StringComparison.Ordinal)
            select $"{file}:{line.Index + 1}: {line.Item.Trim()}",
            "Replace the host by https://registry.npmjs.org, or leave the resolved addresses out (npm install --omit-lockfile-registry-resolved).");
    }

    private static IEnumerable<string> Matching(Regex pattern)
    {
        return from file in Tree.Files
               where !Binary.Contains(Path.GetExtension(file)) && !file.EndsWith("/MachinePathTests.cs", StringComparison.Ordinal)
               from line in Tree.Lines(file).Index()
               where pattern.IsMatch(line.Item)
               select $"{file}:{line.Index + 1}: {line.Item.Trim()}";
    }

    [GeneratedRegex(@"(?<![\w.$}~/-])(/(home|root|work|Users)/\w|[A-Z]:\\\\?(Users|src|work)\b)", RegexOptions.None, 1_000)]
    private static partial Regex MachinePath();
}
