using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Migrations;

/// <summary>The migrations that this version of Switchyard knows, in ascending order.</summary>
internal sealed partial class MigrationSet
{
    private MigrationSet(IReadOnlyList<Migration> migrations) => Migrations = migrations;

    /// <summary>Ascending by number, numbers unique.</summary>
    public IReadOnlyList<Migration> Migrations { get; }

    /// <summary>The highest number, 0 without any.</summary>
    public int Latest => Migrations.Count == 0 ? 0 : Migrations[^1].Number;

    /// <summary>Reads every embedded resource of <paramref name="assembly"/> whose name ends in <c>NNNN_name.sql</c>.</summary>
    /// <exception cref="SchemaException">Two files have one number, or a name breaks the pattern.</exception>
    public static MigrationSet FromResources(Assembly assembly)
    {
        var files = new List<(string Name, string Sql)>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            files.Add((resource, reader.ReadToEnd()));
        }

        return FromFiles(files);
    }

    /// <summary>Makes a set of files given as name and text.</summary>
    /// <exception cref="SchemaException">Two files have one number, or a name breaks the pattern.</exception>
    public static MigrationSet FromFiles(IEnumerable<(string Name, string Sql)> files)
    {
        var migrations = files.Select(file => Read(file.Name, file.Sql)).OrderBy(migration => migration.Number).ToArray();
        foreach (var (one, two) in migrations.Zip(migrations.Skip(1)))
        {
            if (one.Number == two.Number)
            {
                throw new SchemaException($"The migrations {one.FullName} and {two.FullName} have the same number.");
            }
        }

        return new MigrationSet(migrations);
    }

    private static Migration Read(string name, string sql)
    {
        var match = FileName().Match(name);
        if (!match.Success)
        {
            throw new SchemaException($"The migration {name} is not named NNNN_name.sql.");
        }

        var text = sql.ReplaceLineEndings("\n");
        var checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return new Migration(int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture), match.Groups["name"].Value, text, checksum);
    }

    [GeneratedRegex(@"(^|\.)(?<number>[0-9]{4})_(?<name>[a-z0-9_]+)\.sql$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileName();
}
