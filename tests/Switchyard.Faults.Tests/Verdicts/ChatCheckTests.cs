using Switchyard.Faults.Ledger;
using Switchyard.Faults.Verdicts;
using Switchyard.Faults.Yards;
using Switchyard.Histories.Checks;

namespace Switchyard.Faults.Tests.Verdicts;

/// <summary>Each verdict about a chat is given for the ledger that deserves it, and for no other. Every test changes one thing of a ledger in which all is right.</summary>
public sealed class ChatCheckTests
{
    private static readonly Guid Chat = new("00000000-0000-7000-8000-00000000000c");

    // Three things are said: the first is answered; the node of the second is killed; the third has no answer, for the node is being started, and began nothing.
    private readonly List<LedgerEntry> _ledger =
    [
        Asked(1, "one"), Ended(2, "one", TurnOutcome.Completed) with { Turn = 1, Text = ChatModel.Answer("one"), IsWhole = true },
        Asked(10, "two"), new FaultBegan(At(11), "injector", "kill", ["a"], ["a"]),
        Asked(12, "three"), Ended(13, "three", TurnOutcome.Unreached),
        new FaultEnded(At(14), "injector", "kill", ["a"], 1), Ended(15, "two", TurnOutcome.Interrupted) with { Turn = 2, Text = Part("two") },
        Used(30, "completed"), Used(30, "aborted"),
        new ChatKept(At(31), "database", Chat, [Said(1, "one"), Answer(1, "one"), Said(2, "two"), Answer(2, "two") with { IsWhole = false, Text = Part("two") }]),
    ];

    [Fact]
    public void A_right_ledger_has_no_findings() => Verdicts().ShouldBeEmpty();

    [Fact]
    public void Lost_is_what_began_a_turn_and_is_not_kept()
    {
        Keep(messages => messages.RemoveAll(message => message.Turn == 2));
        Verdicts().ShouldBe([Verdict.Lost, Verdict.Doubled], "and it is recorded as a request of a chat that has one turn");
    }

    [Fact]
    public void Lost_is_an_answer_that_came_and_is_not_kept_or_not_as_whole()
    {
        Keep(messages => messages[1] = messages[1] with { IsWhole = false });
        Verdicts().ShouldBe([Verdict.Lost]);
    }

    [Fact]
    public void Lost_is_an_event_that_is_passed_over()
    {
        End("one", ended => ended with { Missing = "1-9 after 1-7" });
        Verdicts().ShouldBe([Verdict.Lost]);
    }

    [Fact]
    public void Doubled_is_an_event_that_comes_again()
    {
        End("one", ended => ended with { Repeated = "1-7 after 1-7" });
        Verdicts().ShouldBe([Verdict.Doubled]);
    }

    [Fact]
    public void Doubled_is_what_is_kept_twice()
    {
        Keep(messages => messages.Add(Said(3, "two")));
        Verdicts().ShouldBe([Verdict.Doubled]);
    }

    [Fact]
    public void Doubled_are_more_requests_than_turns()
    {
        _ledger.Add(Used(30, "completed"));
        Verdicts().ShouldBe([Verdict.Doubled]);
    }

    [Fact]
    public void Unmetered_is_a_turn_that_was_completed_and_is_not_recorded_so()
    {
        _ledger.RemoveAll(entry => entry is UsageKept { Status: "completed" });
        Verdicts().ShouldBe([Verdict.Unmetered]);
    }

    [Fact]
    public void Usage_of_a_chat_in_which_nobody_said_anything_is_a_phantom()
    {
        _ledger.RemoveAll(entry => entry is not UsageKept);
        LedgerChecks.Run(_ledger, new Exercise(), At(5)).Select(finding => finding.Verdict).ShouldBe([Verdict.Phantom]);
    }

    [Fact]
    public void Phantom_is_what_nobody_said()
    {
        Keep(messages => messages.Add(Said(3, "four")));
        Verdicts().ShouldBe([Verdict.Phantom]);
    }

    [Fact]
    public void Phantom_is_what_was_refused_and_is_kept()
    {
        End("three", ended => ended with { Outcome = TurnOutcome.Refused });
        Verdicts().ShouldBeEmpty();
        Keep(messages => messages.Add(Said(3, "three")));
        Verdicts().ShouldBe([Verdict.Phantom]);
    }

    [Fact]
    public void Reordered_is_what_is_kept_after_something_later()
    {
        Keep(messages => messages.InsertRange(0, messages.Where(message => message.Turn == 2).ToList()));
        Keep(messages => messages.RemoveRange(4, 2));
        Verdicts().ShouldBe([Verdict.Reordered]);
    }

    [Theory]
    [InlineData("something else", true)]
    [InlineData("", true)]
    [InlineData("something else", false)]
    public void Altered_is_another_answer_also_the_beginning_of_one(string text, bool isWhole)
    {
        End("one", ended => ended with { Text = text, IsWhole = isWhole });
        Verdicts().ShouldBe([Verdict.Altered]);
    }

    [Theory]
    [InlineData("something else", 1)]
    [InlineData("", 1)]
    [InlineData("something else", 3)]
    public void Altered_is_another_answer_than_the_one_that_is_kept(string text, int message)
    {
        Keep(messages => messages[message] = messages[message] with { Text = text });
        Verdicts().ShouldBe([Verdict.Altered]);
    }

    [Fact]
    public void Stuck_is_a_turn_that_nobody_says_the_end_of()
    {
        End("two", ended => ended with { Outcome = TurnOutcome.Unended });
        Verdicts().ShouldBe([Verdict.Stuck]);
    }

    [Fact]
    public void Only_a_fault_of_its_node_interrupts_a_turn_or_keeps_it_from_beginning()
    {
        _ledger.RemoveAll(entry => entry is FaultBegan or FaultEnded);
        Verdicts().ShouldBe([Verdict.Refused, Verdict.Cut]);
        _ledger.InsertRange(2, [new FaultBegan(At(11), "injector", "kill", ["b"], ["b"]), new FaultEnded(At(14), "injector", "kill", ["b"], 1)]);
        Verdicts().ShouldBe([Verdict.Refused, Verdict.Cut]);
        End("three", ended => ended with { Outcome = TurnOutcome.Refused, Node = "b" });
        Verdicts().ShouldBe([Verdict.Cut]);
    }

    [Fact]
    public void Nothing_makes_a_turn_fail_that_sends_no_agent()
    {
        End("two", ended => ended with { Outcome = TurnOutcome.Failed });
        Verdicts().ShouldBe([Verdict.Refused]);
    }

    [Fact]
    public void Only_a_fault_of_its_agent_makes_a_turn_fail_that_sends_one()
    {
        _ledger.Insert(0, new ChatBegan(At(0), "talker", Chat, "errand"));
        _ledger.AddRange([Used(31, "completed"), Used(32, "completed")]);
        End("two", ended => ended with { Outcome = TurnOutcome.Failed });
        Verdicts().ShouldBe([Verdict.Refused]);
        _ledger.InsertRange(2, [new FaultBegan(At(11), "injector", "agent kill", [ErrandAgent.Name], []), new FaultEnded(At(14), "injector", "agent kill", [ErrandAgent.Name], 1)]);
        Verdicts().ShouldBeEmpty();
    }

    private static TimeSpan At(int second) => TimeSpan.FromSeconds(second);

    private static string Part(string said) => ChatModel.Answer(said)[..10];

    private static MessageAsked Asked(int at, string said) => new(At(at), "talker", Chat, said, "a");

    private static TurnEnded Ended(int at, string said, TurnOutcome outcome) => new(At(at), "talker", Chat, said, "a", At(at) - TimeSpan.FromSeconds(1), outcome);

    private static UsageKept Used(int at, string status) => new(At(at), "database", $"id-{at}-{status}", Chat, status, ChatModel.Tokens);

    private static KeptMessage Said(long turn, string said) => new(turn, KeptRole.User, IsWhole: true, said);

    private static KeptMessage Answer(long turn, string said) => new(turn, KeptRole.Model, IsWhole: true, ChatModel.Answer(said));

    private void End(string said, Func<TurnEnded, TurnEnded> change)
    {
        var at = _ledger.FindIndex(entry => entry is TurnEnded ended && ended.Said == said);
        _ledger[at] = change((TurnEnded)_ledger[at]);
    }

    private void Keep(Action<List<KeptMessage>> change)
    {
        var at = _ledger.FindIndex(entry => entry is ChatKept);
        var kept = (ChatKept)_ledger[at];
        List<KeptMessage> messages = [.. kept.Messages];
        change(messages);
        _ledger[at] = kept with { Messages = messages };
    }

    private IEnumerable<Verdict> Verdicts() => new ChatCheck().Check(new RecordedRun(_ledger)).Select(finding => finding.Verdict).Distinct();
}
