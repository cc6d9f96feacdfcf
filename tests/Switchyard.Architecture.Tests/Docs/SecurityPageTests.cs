using System.Text.RegularExpressions;
using Switchyard.Architecture.Tests.Repository;

namespace Switchyard.Architecture.Tests.Docs;

/// <summary>A control that no test shows is a hope; a test that is named and gone is worse.</summary>
public sealed partial class SecurityPageTests
{
    private const string Page = "docs/security.md";

    [Theory]
    [InlineData(Page)]
    [InlineData("docs/reliability.md")]
    public void Every_test_that_a_page_of_promises_names_exists(string page)
    {
        var tests = Tree.Sources.Where(static file => file.StartsWith("tests/", StringComparison.Ordinal)).Select(Tree.Read)
            .SelectMany(static text => Class().Matches(text).Select(name => (Class: name.Groups[1].Value, Text: text))).ToLookup(static pair => pair.Class, static pair => pair.Text, StringComparer.Ordinal);
        var named = Named().Matches(Tree.Read(page)).Select(static match => (Class: match.Groups[1].Value, Method: match.Groups[2].Value)).ToList();
        Assert.True(named.Count > 25, "The page was not read.");
        Findings.MustBeEmpty(
            named.Where(test => !tests[test.Class].Any(text => test.Method.Length == 0 || text.Contains($" {test.Method}(", StringComparison.Ordinal))).Select(static test => $"`{test.Class}.{test.Method}`"),
            $"Name a test that there is in {page}, or write it.");
    }

    [Fact]
    public void Every_threat_has_its_test()
    {
        Findings.MustBeEmpty(
            Tree.Lines(Page).SkipWhile(static line => line != "## Threats and controls").Where(static line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| threat |", StringComparison.Ordinal) && !Named().IsMatch(line)),
            "A threat without a test is not controlled.");
    }

    [GeneratedRegex(@"\bclass (\w+)", RegexOptions.None, 1_000)]
    private static partial Regex Class();

    [GeneratedRegex(@"`([A-Z]\w*(?:Tests|Compliance))(?:\.(\w+))?`", RegexOptions.None, 1_000)]
    private static partial Regex Named();
}
