using Switchyard.Faults.Runs;
using Switchyard.Faults.SeededBugs;
using Switchyard.Faults.Tests.Runs;
using Switchyard.Testing.Runs;

namespace Switchyard.Faults.Tests.SeededBugs;

/// <summary>A system that breaks a promise is caught, by the verdict that is meant for it.</summary>
public sealed class SeededBugTests(SharedYard shared)
{
    /// <summary>One for each verdict; all of them in the long form.</summary>
    public static TheoryData<string> Bugs =>
        [.. Enum.GetValues<SeededBug>().GroupBy(SeededRun.VerdictOf).SelectMany(bugs => LongForm.IsAsked ? bugs : bugs.Take(1)).Select(bug => bug.ToString())];

    [Theory]
    [MemberData(nameof(Bugs))]
    public async Task A_seeded_bug_is_caught(string name)
    {
        var bug = Enum.Parse<SeededBug>(name);

        var result = await shared.UseAsync(yard => SeededRun.RunAsync(yard, bug, Patience.Token));

        result.Findings.Select(finding => finding.Verdict).ShouldContain(SeededRun.VerdictOf(bug), Summary.Of(result));
    }
}
