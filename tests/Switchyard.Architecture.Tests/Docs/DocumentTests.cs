using System.Reflection;
using System.Text.RegularExpressions;
using Switchyard.Architecture.Tests.Repository;

namespace Switchyard.Architecture.Tests.Docs;

/// <summary>A page that names what is not there is worse than no page.</summary>
public sealed partial class DocumentTests
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    [Fact]
    public void Every_path_and_type_that_a_flow_names_exists()
    {
        var types = Product.Types.ToLookup(static type => type.Name.Split('`')[0], StringComparer.Ordinal);
        Findings.MustBeEmpty(
            from page in Pages("docs/flows/")
            from name in Code().Matches(WithoutBlocks(Tree.Read(page))).Select(static match => match.Groups[1].Value).Distinct(StringComparer.Ordinal)
            let problem = Problem(name, types)
            where problem is not null
            select $"{page}: `{name}` {problem}",
            "Correct the page: in a flow, `a/b` is a path from the root of the repository and `Name` or `Name.Member` a type under src.");
    }

    [Fact]
    public void Every_link_to_a_file_leads_somewhere()
    {
        Findings.MustBeEmpty(
            from page in Pages(string.Empty)
            from target in Link().Matches(WithoutBlocks(Tree.Read(page))).Select(static match => match.Groups[1].Value.Split('#')[0])
            where target.Length > 0 && !target.Contains(':', StringComparison.Ordinal)
                && !Tree.Exists(Path.Combine(Path.GetDirectoryName(page) ?? string.Empty, target))
            select $"{page}: {target}",
            "Correct the link.");
    }

    [Fact]
    public void Decisions_are_numbered_without_doubles_and_have_their_three_parts()
    {
        var decisions = Pages("docs/decisions/").ToList();
        Findings.MustBeEmpty(
            [
                .. decisions.GroupBy(static page => Path.GetFileName(page)[..4]).Where(static same => same.Count() > 1).Select(static same => string.Join(" and ", same)),
                .. decisions.Where(static page => !char.IsAsciiDigit(Path.GetFileName(page)[3])),
                .. from page in decisions
                   from part in new[] { "Context", "Decision", "Consequences" }
                   where !Tree.Read(page).Contains(part, StringComparison.OrdinalIgnoreCase)
                   select $"{page} has no part \"{part}\"",
            ],
            "A decision is docs/decisions/NNNN-name.md with context, decision and consequences, on one page.");
    }

    private static string? Problem(string name, ILookup<string, Type> types)
    {
        if (PathLike().IsMatch(name))
        {
            return Tree.Exists(name.TrimEnd('/')) ? null : "is no path in the repository";
        }

        var match = TypeLike().Match(name);
        if (!match.Success)
        {
            return null;
        }

        var candidates = types[match.Groups[1].Value].ToList();
        if (candidates.Count == 0)
        {
            return "is no type under src";
        }

        var member = match.Groups[2].Value;
        return member.Length == 0 || candidates.Exists(type => type.GetMember(member, All).Length > 0) ? null : $"has no such member in {match.Groups[1].Value}";
    }

    private static IEnumerable<string> Pages(string folder)
    {
        return Tree.Files.Where(file => file.EndsWith(".md", StringComparison.Ordinal) && file.StartsWith(folder, StringComparison.Ordinal));
    }

    private static string WithoutBlocks(string text)
    {
        return Block().Replace(text, string.Empty);
    }

    [GeneratedRegex(@"```.*?```", RegexOptions.Singleline, 1_000)]
    private static partial Regex Block();

    [GeneratedRegex(@"`([^`\n]+)`", RegexOptions.None, 1_000)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\(([^)\s]+)\)", RegexOptions.None, 1_000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^(src|tests|docs|eng|bench)/[\w./-]+$", RegexOptions.None, 1_000)]
    private static partial Regex PathLike();

    /// <summary>Two capitals at least, so that a word at the beginning of a sentence is no type.</summary>
    [GeneratedRegex(@"^([A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+)(?:<[^>]*>)?(?:\.([A-Z]\w*))?(?:\(.*\))?$", RegexOptions.None, 1_000)]
    private static partial Regex TypeLike();
}
