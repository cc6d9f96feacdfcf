namespace Switchyard.Processes.Tests;

/// <summary>A search of the table of processes goes on only as long as something may still be found.</summary>
public sealed class SearchTests
{
    [Fact]
    public void A_process_that_may_not_be_looked_into_is_waited_for_by_nobody()
    {
        // Most often that is the first process of the machine, which belongs to root, or to another name space.
        Assert.SkipUnless(ProcessTable.All().Any(static process => process.IsChangingProgram && !ProcessTable.IsOpen(process.Id)), "This process may look into every other one.");

        var (ended, allGone, searches) = MarkedProcesses.EndByMark(static _ => false);

        // Others start programs meanwhile, each of which may be met while it changes; waiting for one that nobody can look into took a hundred searches.
        (ended, allGone).ShouldBe((0, true));
        searches.ShouldBeLessThan(50);
    }
}
