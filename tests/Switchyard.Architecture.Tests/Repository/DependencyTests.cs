using System.Text.Json;
using System.Text.RegularExpressions;

namespace Switchyard.Architecture.Tests.Repository;

/// <summary>What Switchyard is made with is listed, with licences that are allowed. Packages are compared with what is restored on this machine, without a network.</summary>
public sealed partial class DependencyTests
{
    private const string Page = "docs/dependencies.md";

    private static readonly string[] Shipped = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "PostgreSQL"];
    private static readonly string[] InTests = [.. Shipped, "MPL-2.0", "ISC", "Unlicense", "0BSD", "BlueOak-1.0.0", "CC0-1.0", "(MIT OR CC0-1.0)", "(MIT OR GPL-3.0-or-later)", "(MIT AND Zlib)"];

    /// <summary>Servers and tools of the protocol itself name a file instead of a licence; only tests run them.</summary>
    private const string ByFile = "node_modules/@modelcontextprotocol/";

    private static IReadOnlyList<Package> Listed { get; } =
        [.. Row().Matches(Tree.Read(Page)).Select(static row => new Package(row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value, row.Groups[4].Value == "product"))];

    [Fact]
    public void Every_package_is_listed_with_a_licence_that_is_allowed()
    {
        var locked = Locked().GroupBy(static package => (package.Name, package.Version)).Select(static same => (same.Key.Name, same.Key.Version, IsShipped: same.Any(static package => package.IsShipped))).ToHashSet();
        var listed = Listed.Select(static package => (package.Name, package.Version, package.IsShipped)).ToHashSet();
        Findings.MustBeEmpty(
            [
                .. locked.Except(listed).Select(static package => $"{package.Name} {package.Version} ({(package.IsShipped ? "product" : "tests")}) is not listed"),
                .. listed.Except(locked).Select(static package => $"{package.Name} {package.Version} is listed and not used so"),
                .. Listed.Where(static package => !(package.IsShipped ? Shipped : InTests).Contains(package.Licence)).Select(static package => $"{package.Name} has the licence {package.Licence}"),
            ],
            $"Bring {Page} up to date; a licence that is new here needs a decision.");
    }

    [Fact]
    public void The_licences_are_those_that_the_packages_say()
    {
        var restored = Listed.Select(static package => (package, Nuspec: Nuspec(package))).Where(static pair => File.Exists(pair.Nuspec)).ToList();
        Assert.True(restored.Count > Listed.Count / 2, "The packages were not found where NuGet keeps them.");
        Findings.MustBeEmpty(
            from pair in restored
            let said = Said(pair.Nuspec)
            where said != pair.package.Licence
            select $"{pair.package.Name} {pair.package.Version} says '{said}', the page {pair.package.Licence}",
            $"Correct {Page}.");
    }

    [Fact]
    public void Clients_of_tests_have_known_licences()
    {
        Findings.MustBeEmpty(
            from file in Tree.Files
            where file.EndsWith("package-lock.json", StringComparison.Ordinal)
            from package in JsonDocument.Parse(Tree.Read(file)).RootElement.GetProperty("packages").EnumerateObject()
            where package.Name.Length > 0
            let licence = package.Value.TryGetProperty("license", out var said) ? said.GetString() : "none"
            where !InTests.Contains(licence) && !package.Name.StartsWith(ByFile, StringComparison.Ordinal)
            select $"{file}: {package.Name} has the licence {licence}",
            "Look at it, and add it to the licences that are known, or do without the package.");
    }

    private static IEnumerable<(string Name, string Version, bool IsShipped)> Locked() =>
        from file in Tree.Files
        where file.EndsWith("packages.lock.json", StringComparison.Ordinal)
        from framework in JsonDocument.Parse(Tree.Read(file)).RootElement.GetProperty("dependencies").EnumerateObject()
        from package in framework.Value.EnumerateObject()
        where package.Value.GetProperty("type").GetString() != "Project"
        select (package.Name, package.Value.GetProperty("resolved").GetString()!, file.StartsWith("src/", StringComparison.Ordinal));

    /// <summary>The licence that a package names. Where it brings a text instead, only that of MIT is known.</summary>
    private static string Said(string nuspec)
    {
        var text = File.ReadAllText(nuspec);
        var file = TextFile().Match(text).Groups[1].Value;
        return file.Length == 0 ? Expression().Match(text).Groups[1].Value
            : File.ReadAllText(Path.Combine(Path.GetDirectoryName(nuspec)!, file)).Contains("Permission is hereby granted, free of charge", StringComparison.Ordinal) ? "MIT" : file;
    }

    private static string Nuspec(Package package)
    {
        var root = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
#pragma warning disable CA1308 // NuGet's folders are in lower case.
        return Path.Combine(root, package.Name.ToLowerInvariant(), package.Version.ToLowerInvariant(), package.Name.ToLowerInvariant() + ".nuspec");
#pragma warning restore CA1308
    }

    [GeneratedRegex(@"(?m)^\| ([A-Za-z][\w.-]*) \| (\d\S*) \| ([^|]+) \| (product|tests) \|$", RegexOptions.None, 1_000)]
    private static partial Regex Row();

    [GeneratedRegex(@"<license type=""expression"">([^<]+)<", RegexOptions.None, 1_000)]
    private static partial Regex Expression();

    [GeneratedRegex(@"<license type=""file"">([^<]+)<", RegexOptions.None, 1_000)]
    private static partial Regex TextFile();

    private sealed record Package(string Name, string Version, string Licence, bool IsShipped);
}
