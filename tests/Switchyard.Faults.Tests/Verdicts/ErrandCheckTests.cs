using Switchyard.Faults.Ledger;
using Switchyard.Faults.Verdicts;
using Switchyard.Faults.Yards;
using Switchyard.Histories.Checks;

namespace Switchyard.Faults.Tests.Verdicts;

/// <summary>What agents did is compared with what was told of it. Every test changes one thing of a ledger in which all is right.</summary>
public sealed class ErrandCheckTests
{
    private static readonly Guid Chat = new("00000000-0000-7000-8000-00000000000c");

    // Two turns; the second was interrupted when its errand had been run, and keeps no receipt.
    private readonly List<LedgerEntry> _ledger =
    [
        new ChatBegan(TimeSpan.Zero, "talker", Chat, "errand"),
        new ErrandKept(TimeSpan.Zero, "database", "errand", "first"), new ErrandKept(TimeSpan.Zero, "database", "errand", "second"),
        new ChatKept(TimeSpan.Zero, "database", Chat, [Of(1, KeptRole.User), Of(1, KeptRole.Call), Of(1, KeptRole.Tool, $"Standard output:\n{ErrandAgent.Receipt}first\n"), Of(1, KeptRole.Model), Of(2, KeptRole.User)]),
    ];

    [Fact]
    public void A_right_ledger_has_no_findings() => Verdicts().ShouldBeEmpty();

    [Fact]
    public void Doubled_are_more_errands_than_turns()
    {
        _ledger.Add(new ErrandKept(TimeSpan.Zero, "database", "errand", "third"));
        Verdicts().ShouldBe([Verdict.Doubled]);
    }

    [Fact]
    public void Lost_is_an_errand_with_a_receipt_that_was_never_run()
    {
        _ledger.RemoveAt(1);
        Verdicts().ShouldBe([Verdict.Lost]);
    }

    [Fact]
    public void Phantom_is_an_errand_for_which_nobody_sent_an_agent()
    {
        _ledger.Add(new ErrandKept(TimeSpan.Zero, "database", "other", "third"));
        Verdicts().ShouldBe([Verdict.Phantom]);
    }

    [Fact]
    public void The_model_of_an_errand_has_it_in_its_name() => ErrandAgent.ModelFor("run1").ShouldEndWith("""-call-agent__run_command{"command":"sh","args":["errand.sh","run1"]}""");

    private static KeptMessage Of(long turn, KeptRole role, string text = "") => new(turn, role, IsWhole: true, text);

    private IEnumerable<Verdict> Verdicts() => new ErrandCheck().Check(new RecordedRun(_ledger)).Select(finding => finding.Verdict);
}
