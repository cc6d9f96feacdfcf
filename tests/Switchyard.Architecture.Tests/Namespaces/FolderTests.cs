using System.Text.RegularExpressions;
using Switchyard.Architecture.Tests.Repository;

namespace Switchyard.Architecture.Tests.Namespaces;

/// <summary>A folder is a concept, a namespace is its folder, and a concept has one name.</summary>
public sealed partial class FolderTests
{
    private static readonly HashSet<string> Kinds = new(
        ["Services", "Models", "Helpers", "Helper", "Utils", "Util", "Utilities", "Managers", "Common", "Misc", "Interfaces", "Dtos", "Handlers", "Extensions", "Shared", "Core", "Base"],
        StringComparer.OrdinalIgnoreCase);

    [Fact]
    public void No_folder_is_named_after_a_kind()
    {
        Findings.MustBeEmpty(
            Folders().Where(static folder => Kinds.Contains(Path.GetFileName(folder))),
            "Name a folder after what it is about (Providers, Streams), not after the kind of its classes.");
    }

    [Fact]
    public void A_namespace_is_its_project_and_folders()
    {
        Findings.MustBeEmpty(
            from source in Tree.Sources
            where source.StartsWith("src/", StringComparison.Ordinal) || source.StartsWith("tests/", StringComparison.Ordinal)
            let declared = Declaration().Match(Tree.Read(source)).Groups[1].Value
            let expected = Path.GetDirectoryName(source)!.Replace('\\', '/').Split('/', 2)[1].Replace('/', '.')
            where declared.Length > 0 && declared != expected
            select $"{source} declares {declared}, not {expected}",
            "Move the file or rename the namespace.");
    }

    [Fact]
    public void A_concept_has_the_same_folder_name_everywhere()
    {
        Findings.MustBeEmpty(
            Folders().Where(static folder => folder.StartsWith("src", StringComparison.Ordinal)).Select(static folder => Path.GetFileName(folder)).Distinct(StringComparer.Ordinal).GroupBy(Stem, StringComparer.Ordinal)
                .Where(static names => names.Count() > 1).Select(static names => string.Join(" and ", names)),
            "These folder names mean the same; choose one.");
    }

    private static IEnumerable<string> Folders()
    {
        return Tree.Sources.SelectMany(static source => Parents(Path.GetDirectoryName(source)!)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Parents(string folder)
    {
        for (var at = folder; at?.Count(static c => c is '/' or '\\') >= 2; at = Path.GetDirectoryName(at))
        {
            yield return at;
        }
    }

    private static string Stem(string name)
    {
        var lower = name.ToLowerInvariant();
        return lower.EndsWith("ies", StringComparison.Ordinal) ? lower[..^3] + "y" : lower.EndsWith('s') && !lower.EndsWith("ss", StringComparison.Ordinal) ? lower[..^1] : lower;
    }

    [GeneratedRegex(@"^namespace\s+([\w.]+)\s*[;{]", RegexOptions.Multiline, 1_000)]
    private static partial Regex Declaration();
}
