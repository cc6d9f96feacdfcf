using System.Text.RegularExpressions;
using Switchyard.Architecture.Tests.Repository;

namespace Switchyard.Architecture.Tests.Bundles;

/// <summary>Bundles start and stop in one place, whatever the reason is, and know of their process only what they were given.</summary>
public sealed partial class BundleLifecycleTests
{
    private const string Project = "src/Switchyard.Bundles/";

    [Fact]
    [Trait("criterion", "BND-21")]
    public void Only_the_reconciliation_starts_servers_and_only_their_incarnation_ends_them()
    {
        Findings.MustBeEmpty(
            Matching(Start(), $"{Project}Lifecycle/Reconciliation.cs", $"{Project}Sessions/").Concat(Matching(Stop(), $"{Project}Lifecycle/Incarnation.cs", $"{Project}Sessions/")),
            "Leave a wish with the bundle's run and have it looked at; the reconciliation does the rest.");
        Matching(Start(), $"{Project}Sessions/").ShouldHaveSingleItem();
    }

    [Fact]
    [Trait("criterion", "BND-21")]
    [Trait("criterion", "BND-31")]
    public void Nothing_in_bundles_reads_the_environment_of_the_process() =>
        Findings.MustBeEmpty(Matching(ReadsEnvironment()), "Whoever composes the node passes it in, by BundleOptions.");

    private static IEnumerable<string> Matching(Regex pattern, params string[] allowed) =>
        from file in Tree.Files
        where file.StartsWith(Project, StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal) && !allowed.Any(prefix => file.StartsWith(prefix, StringComparison.Ordinal))
        from line in Tree.Lines(file).Index()
        where pattern.IsMatch(line.Item)
        select $"{file}:{line.Index + 1}: {line.Item.Trim()}";

    [GeneratedRegex(@"\blauncher\.StartAsync\(", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Start();

    [GeneratedRegex(@"\.StopAsync\(StopMode\.", RegexOptions.None, 1_000)]
    private static partial Regex Stop();

    [GeneratedRegex(@"(?<!\.)\bEnvironment\.(Get|Expand|MachineName|UserName|CurrentDirectory)", RegexOptions.None, 1_000)]
    private static partial Regex ReadsEnvironment();
}
