using System.Text.RegularExpressions;
using Switchyard.Architecture.Tests.Repository;

namespace Switchyard.Architecture.Tests.Files;

/// <summary>What the compiler does not hold about the text of a file.</summary>
public sealed partial class SourceFileTests
{
    private const int MostLines = 500;

    [Fact]
    public void No_file_is_longer_than_five_hundred_lines()
    {
        Findings.MustBeEmpty(
            from source in Tree.Files
            where source.EndsWith(".cs", StringComparison.Ordinal) || source.EndsWith(".razor", StringComparison.Ordinal)
            let lines = Tree.Lines(source).Length
            where lines > MostLines
            select $"{source} has {lines} lines",
            $"A file over {MostLines} lines holds more than one concept. Find the second and give it a file; a partial class does not count.");
    }

    [Fact]
    public void Members_are_not_qualified_with_this()
    {
        Findings.MustBeEmpty(Matches(Qualified()), "Leave the qualification out (IDE0003).");
    }

    [Fact]
    public void There_are_no_regions()
    {
        Findings.MustBeEmpty(Matches(Region()), "A region hides a class that wants to be two.");
    }

    [Fact]
    public void A_warning_is_disabled_only_with_a_reason()
    {
        Findings.MustBeEmpty(
            from source in Tree.Sources
            let lines = Tree.Lines(source)
            from number in Enumerable.Range(0, lines.Length)
            where Disabled().IsMatch(lines[number]) && !lines[number].Contains("//", StringComparison.Ordinal)
                && (number == 0 || !lines[number - 1].TrimStart().StartsWith("//", StringComparison.Ordinal))
            select $"{source}:{number + 1}: {lines[number].Trim()}",
            "Write the reason in a comment on the line or above it.");
    }

    [Fact]
    public void Nothing_is_left_to_do()
    {
        Findings.MustBeEmpty(Matches(LeftOver()), "Do it, or write an issue; a comment is not a plan.");
    }

    private static IEnumerable<string> Matches(Regex pattern)
    {
        return from source in Tree.Sources
               where !source.EndsWith("/SourceFileTests.cs", StringComparison.Ordinal)
               from line in Tree.Lines(source).Index()
               where pattern.IsMatch(line.Item)
               select $"{source}:{line.Index + 1}: {line.Item.Trim()}";
    }

    [GeneratedRegex(@"^(?!\s*(//|""|\*)).*(?<![\w""])this\.[A-Za-z_]", RegexOptions.None, 1_000)]
    private static partial Regex Qualified();

    [GeneratedRegex(@"^\s*#region\b", RegexOptions.None, 1_000)]
    private static partial Regex Region();

    [GeneratedRegex(@"^\s*#pragma\s+warning\s+disable", RegexOptions.None, 1_000)]
    private static partial Regex Disabled();

    [GeneratedRegex(@"//.*\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException", RegexOptions.None, 1_000)]
    private static partial Regex LeftOver();
}
