using Switchyard.Faults.Ledger;
using Switchyard.Faults.Verdicts;
using Switchyard.Histories;
using Switchyard.Histories.Checks;
using static Switchyard.Faults.Tests.Verdicts.GoodLedger;

namespace Switchyard.Faults.Tests.Verdicts;

/// <summary>Each verdict is given for the ledger that deserves it, and for no other. Every test changes one thing of a ledger in which all is right.</summary>
public sealed class LedgerCheckTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    private readonly List<LedgerEntry> _ledger = Make();

    [Fact]
    public void A_right_ledger_has_no_findings() => Judge().ShouldBeEmpty();

    [Fact]
    public void Lost_is_a_promised_write_that_is_not_kept()
    {
        _ledger.RemoveAll(entry => entry is RevisionKept { Revision: 15 });
        Verdicts().ShouldContain(Verdict.Lost);
    }

    [Fact]
    public void Lost_is_what_a_rollback_does_not_put_back()
    {
        _ledger.RemoveAll(entry => entry is ConfigurationSeen { IsFinal: true });
        _ledger.AddRange([Asked(26, "w6", new WriteEffect(WriteKind.RollBack, "", Target: 12)), Done(27, "w6", 16), Received(28, 16), Kept(33, 16, "w6")]);
        _ledger.AddRange([.. new[] { "a", "b", ConfigurationSeen.Database }.Select(where => Seen(34, where, 16, State(1, "k2"), isFinal: true))]);
        Verdicts().ShouldBeEmpty();

        Change<ConfigurationSeen>(seen => seen.Node == ConfigurationSeen.Database, seen => seen with { Providers = Seen(34, "", 16, State(2, "k2")).Providers });
        Verdicts().ShouldBe([Verdict.Lost]);
    }

    [Fact]
    public void Lost_is_a_revision_that_is_not_there()
    {
        _ledger.RemoveAll(entry => entry is RevisionKept { Revision: 13 });
        Change<WriteAnswered>(done => done.Revision == 13, done => done with { Answer = WriteAnswer.Unknown, Revision = null });
        Verdicts().ShouldContain(Verdict.Lost);
    }

    [Fact]
    public void Lost_is_a_change_that_a_node_does_not_show_in_its_revision()
    {
        Change<ConfigurationSeen>(seen => seen is { Node: "b", Revision: 13 }, seen => Showing(seen, State(1, "k1")));
        Verdicts().ShouldBe([Verdict.Lost]);
    }

    [Theory]
    [InlineData("k1", "k2")]
    [InlineData]
    public void Lost_is_a_deleted_key_that_is_still_there_and_an_added_one_that_is_not(params string[] labels)
    {
        Change<ConfigurationSeen>(seen => seen is { Node: "b", IsFinal: true }, seen => Showing(seen, State(2, labels)));
        Verdicts().ShouldBe([Verdict.Lost]);
    }

    [Fact]
    public void A_document_holds_its_provider_whole_until_it_is_deleted()
    {
        const string Held = "held";
        _ledger.AddRange([Asked(26, "d1", new WriteEffect(WriteKind.PutDocument, Held, 1, "document")), Done(27, "d1", 16), Kept(33, 16, "d1")]);
        _ledger.AddRange([Asked(28, "d2", new WriteEffect(WriteKind.PutDocument, Held, 2, "document")), Done(29, "d2", 17), Kept(33, 17, "d2")]);
        _ledger.AddRange([Asked(29, "d3", new WriteEffect(WriteKind.DropDocument, Held)), Done(30, "d3", 18), Kept(33, 18, "d3")]);

        Shown(17, State(2, "document")).ShouldBeEmpty();
        Shown(17, State(1, "document")).ShouldBe([Verdict.Lost]);
        Shown(17, State(2)).ShouldBe([Verdict.Lost]);
        Shown(16, State(2, "document")).ShouldBe([Verdict.Phantom]);
        Shown(18, null).ShouldBeEmpty();
        Shown(18, State(2, "document")).ShouldContain(Verdict.Lost);

        IEnumerable<Verdict> Shown(long revision, SeenProvider? held)
        {
            var providers = new Dictionary<string, SeenProvider> { [Provider] = State(2, "k2") };
            if (held is not null)
            {
                providers[Held] = held;
            }

            return new SeenCheck().Check(new RecordedRun([.. _ledger, Seen(32, "a", revision) with { Providers = providers }])).Select(finding => finding.Verdict);
        }
    }

    [Fact]
    public void Lost_is_a_provider_that_is_not_there_and_an_answer_that_does_not_follow_from_its_revision()
    {
        Change<ConfigurationSeen>(seen => seen.Node == ConfigurationSeen.Database, seen => seen with { Providers = new Dictionary<string, SeenProvider>() });
        Change<RequestEnded>(
            ended => ended.Request == First,
            ended => ended with { Provider = Provider, MustServe = false, Outcome = RequestOutcome.Refused, Status = 404, Code = "unknown_provider" });
        Judge().Count(finding => finding.Verdict == Verdict.Lost).ShouldBe(2);
    }

    [Fact]
    public void Lost_is_an_event_that_is_passed_over()
    {
        _ledger.RemoveAll(entry => entry is EventSeen { Seq: 14 });
        Verdicts().ShouldBe([Verdict.Lost]);
    }

    [Fact]
    public void Doubled_is_a_write_with_two_revisions()
    {
        _ledger.Add(Kept(33, 16, "w5"));
        Verdicts().ShouldContain(Verdict.Doubled);
    }

    [Fact]
    public void Doubled_is_a_write_that_was_promised_as_two_revisions()
    {
        _ledger.AddRange([Asked(24, "w5", new WriteEffect(WriteKind.DeleteKey, Provider, Label: "k1"), attempt: 2), Done(24, "w5", 16, attempt: 2)]);
        Verdicts().ShouldBe([Verdict.Doubled]);
    }

    [Fact]
    public void Doubled_is_a_key_that_is_there_twice_and_an_event_that_comes_twice()
    {
        Change<ConfigurationSeen>(seen => seen is { Node: "b", Revision: 13 }, seen => Showing(seen, State(2, "k1", "k1")));
        Verdicts().ShouldBe([Verdict.Doubled]);
        _ledger.Add(Received(26, 15));
        Judge().Count(finding => finding.Verdict == Verdict.Doubled).ShouldBe(2);
    }

    [Fact]
    public void Doubled_is_a_request_that_is_metered_twice()
    {
        _ledger.Add(Used(32, First, "completed", 7) with { RequestId = "another" });
        Verdicts().ShouldBe([Verdict.Doubled]);
    }

    [Fact]
    public void Doubled_is_usage_of_more_than_was_served()
    {
        Change<UsageKept>(usage => usage.Request == First, usage => usage with { OutputTokens = 14 });
        Verdicts().ShouldBe([Verdict.Doubled]);
    }

    [Fact]
    public void Reordered_is_a_later_write_with_an_earlier_revision()
    {
        Change<RevisionKept>(kept => kept.Revision == 14, kept => kept with { Write = "w5" });
        Change<RevisionKept>(kept => kept.Revision == 15, kept => kept with { Write = "w4" });
        Change<WriteAnswered>(done => done.Write == "w4", done => done with { Revision = 15 });
        Change<WriteAnswered>(done => done.Write == "w5", done => done with { Revision = 14 });
        Verdicts().ShouldContain(Verdict.Reordered);
    }

    [Fact]
    public void Reordered_is_an_event_after_a_later_one()
    {
        _ledger.RemoveAll(entry => entry is EventSeen { Step: HistoryStep.Received, Seq: 14 });
        _ledger.Add(Received(26, 14));
        Verdicts().ShouldContain(Verdict.Reordered);
    }

    [Fact]
    public void Stale_is_what_is_older_than_the_bound_with_nothing_in_the_way()
    {
        _ledger.Add(Seen(29, "a", 12, State(1, "k1")));
        Verdicts().ShouldContain(Verdict.Stale);
    }

    [Fact]
    public void Nobody_is_stale_while_something_is_in_the_way_or_soon_after()
    {
        _ledger.Add(Seen(29, "a", 14, State(2, "k1", "k2")));
        Judge(TimeSpan.FromSeconds(5)).Select(finding => finding.Verdict).ShouldContain(Verdict.Stale);
        _ledger.AddRange([new FaultBegan(At(24), "injector", "cut", ["a"], ["a"]), new FaultEnded(At(26), "injector", "cut", ["a"], 1)]);
        Verdicts().ShouldNotContain(Verdict.Stale);
    }

    [Fact]
    public void Backwards_is_an_older_revision_after_a_newer_one_on_one_node()
    {
        _ledger.Add(Seen(22, "b", 12, State(1, "k1")));
        Verdicts().ShouldBe([Verdict.Backwards, Verdict.WrongAck]);
    }

    [Fact]
    public void Backwards_is_serving_less_than_the_control_plane_has_shown_but_not_showing_less_than_is_served()
    {
        _ledger.AddRange([Requested(27, Guid.Empty), Answered(28, Guid.Empty, "a", 14, isStream: false), Used(32, Guid.Empty, "completed", 7), Seen(28, "a", 14, State(2, "k1", "k2"))]);
        Verdicts().ShouldBeEmpty();
        _ledger.Add(Seen(26, "a", 15, State(2, "k2")));
        Judge().Select(finding => finding.Verdict).ShouldBe([Verdict.Backwards, Verdict.Backwards]);
        _ledger.RemoveAll(entry => entry is ConfigurationSeen { Node: "a", Revision: 14 });
        Judge().Select(finding => finding.Verdict).ShouldBe([Verdict.Backwards]);
    }

    [Fact]
    public void Who_was_killed_may_begin_with_what_was_on_his_disk_and_not_stay_there()
    {
        _ledger.AddRange([new FaultBegan(At(26), "injector", "kill", ["b"], ["b"]), new FaultEnded(At(27), "injector", "kill", ["b"], 1), Seen(28, "b", 12, State(1, "k1"))]);
        Verdicts().ShouldBeEmpty();
        Change<FaultBegan>(fault => fault.At == At(26), fault => fault with { At = At(20) });
        Change<FaultEnded>(fault => fault.At == At(27), fault => fault with { At = At(21) });
        Verdicts().ShouldContain(Verdict.Backwards);
    }

    [Fact]
    public void Who_was_killed_may_stay_with_what_was_on_his_disk_while_the_database_is_away()
    {
        _ledger.Add(Seen(28, "b", 12, State(1, "k1")));
        Change<FaultBegan>(_ => true, fault => fault with { At = At(16) });
        Change<FaultEnded>(_ => true, fault => fault with { At = At(17) });
        Verdicts().ShouldContain(Verdict.Backwards);
        _ledger.AddRange([new FaultBegan(At(18), "injector", "database", ["a", "b"], ["a", "b"]), new FaultEnded(At(22), "injector", "database", ["a", "b"], 1)]);
        Verdicts().ShouldNotContain(Verdict.Backwards);
        Change<FaultEnded>(fault => fault.Fault == "database", fault => fault with { At = At(19) });
        Verdicts().ShouldContain(Verdict.Backwards);
    }

    [Fact]
    public void What_was_just_served_may_be_shown_a_moment_later()
    {
        _ledger.Add(Seen(26, "b", 14, State(2, "k1", "k2")));
        Verdicts().ShouldBe([]);
    }

    [Fact]
    public void A_wrong_ack_is_of_a_revision_that_is_not_served()
    {
        Change<AppliedReported>(_ => true, report => report with { Revision = 16 });
        Verdicts().ShouldBe([Verdict.WrongAck]);
    }

    [Fact]
    public void A_wrong_ack_is_of_another_revision_than_the_one_that_is_kept()
    {
        Change<WriteAnswered>(done => done.Write == "w5", done => done with { Revision = 14 });
        Verdicts().ShouldBe([Verdict.WrongAck]);
    }

    [Fact]
    public void Phantom_is_a_revision_that_nobody_wrote()
    {
        _ledger.Add(Kept(33, 16, "nobody"));
        Verdicts().ShouldContain(Verdict.Phantom);
    }

    [Fact]
    public void Phantom_is_a_refused_write_that_is_kept()
    {
        Change<WriteAnswered>(done => done.Write == "w5", done => done with { Answer = WriteAnswer.Refused, Revision = null });
        Verdicts().ShouldBe([Verdict.Phantom]);
    }

    [Theory]
    [InlineData(13, 9)]
    [InlineData(11, 2)]
    public void Phantom_is_a_mark_that_nobody_gave_or_not_yet(long revision, int mark)
    {
        Change<ConfigurationSeen>(seen => seen.Revision == revision && seen.Node != "database", seen => Showing(seen, State(mark, [.. seen.Providers[Provider].Labels])));
        Verdicts().ShouldBe([Verdict.Phantom]);
    }

    [Fact]
    public void Phantom_is_a_revision_that_there_is_not_and_usage_of_a_request_that_nobody_sent()
    {
        _ledger.Add(Seen(32, "a", 99, State(2, "k2")));
        _ledger.Add(Used(32, Guid.Empty, "completed", 7));
        Judge().Count(finding => finding.Verdict == Verdict.Phantom).ShouldBe(2);
    }

    [Fact]
    public void Torn_is_half_a_change()
    {
        Change<ConfigurationSeen>(seen => seen is { Node: "b", Revision: 13 }, seen => Showing(seen, State(2, "k1") with { SettingsMark = 1 }));
        Verdicts().ShouldBe([Verdict.Torn]);
        Change<ConfigurationSeen>(seen => seen is { Node: "b", Revision: 13 }, seen => Showing(seen, State(2, "k1") with { Enabled = false }));
        Verdicts().ShouldBe([Verdict.Torn]);
    }

    [Fact]
    public void Diverged_is_another_content_of_the_same_revision()
    {
        _ledger.Add(Seen(31, "a", 15, State(2, "k2")) with { Hash = "other" });
        Verdicts().ShouldBe([Verdict.Diverged]);
    }

    [Fact]
    public void Stuck_is_ending_behind_what_does_not_come_about_and_what_runs_for_ever()
    {
        Change<ConfigurationSeen>(seen => seen is { Node: "a", IsFinal: true }, seen => seen with { Revision = 13, Hash = "h13", Providers = new Dictionary<string, SeenProvider> { [Provider] = State(2, "k1") } });
        Change<Settled>(_ => true, settled => settled with { IsMet = false });
        Change<UsageKept>(usage => usage.Request == Second, usage => usage with { Status = "running" });
        _ledger.RemoveAll(entry => entry is EventSeen { Seq: 15 });
        Judge().Count(finding => finding.Verdict == Verdict.Stuck).ShouldBe(4);
    }

    [Theory]
    [InlineData(nameof(RequestOutcome.EndedEarly), Verdict.Cut)]
    [InlineData(nameof(RequestOutcome.Broken), Verdict.Cut)]
    [InlineData(nameof(RequestOutcome.Altered), Verdict.Altered)]
    [InlineData(nameof(RequestOutcome.Unreached), Verdict.Refused)]
    [InlineData(nameof(RequestOutcome.Refused), Verdict.Refused)]
    public void An_answer_that_is_not_whole_is_cut_altered_or_refused(string outcome, Verdict verdict)
    {
        Change<RequestEnded>(ended => ended.Request == First, ended => ended with { Outcome = Enum.Parse<RequestOutcome>(outcome) });
        Verdicts().ShouldBe([verdict]);
    }

    [Fact]
    public void Whose_process_was_killed_may_see_his_answer_break_but_not_end()
    {
        Change<RequestEnded>(ended => ended.Request == Second, ended => ended with { Outcome = RequestOutcome.EndedEarly });
        Verdicts().ShouldBe([Verdict.Cut]);
    }

    [Fact]
    public void Unmetered_is_a_served_request_without_a_record_also_one_that_died_with_its_process()
    {
        _ledger.RemoveAll(entry => entry is UsageKept usage && usage.Request != Third);
        Judge().Count(finding => finding.Verdict == Verdict.Unmetered).ShouldBe(2);
    }

    [Theory]
    [InlineData("failed", 7)]
    [InlineData("completed", 6)]
    public void Unmetered_is_a_whole_answer_that_is_recorded_as_less(string status, long tokens)
    {
        Change<UsageKept>(usage => usage.Request == First, usage => usage with { Status = status, OutputTokens = tokens });
        Verdicts().ShouldBe([Verdict.Unmetered]);
    }

    [Fact]
    public void An_indeterminate_write_may_be_there_or_not()
    {
        Change<WriteAnswered>(answer => answer.Write == "w5", answer => answer with { Answer = WriteAnswer.Unknown, Revision = null });
        Judge().ShouldBeEmpty();
        _ledger.AddRange([Asked(26, "w6", new WriteEffect(WriteKind.Change, Provider, 3)), Unknown(27, "w6")]);
        Judge().ShouldBeEmpty();
    }

    [Fact]
    public void A_refusal_of_a_second_attempt_says_nothing_about_the_first()
    {
        Change<WriteAnswered>(answer => answer is { Write: "w3", Attempt: 2 }, answer => answer with { Answer = WriteAnswer.Refused, Revision = null });
        Judge().ShouldBeEmpty();
    }

    [Fact]
    public void Too_little_is_a_run_in_which_too_little_happened()
    {
        var least = new Exercise
        {
            Promised = 5, Repeated = 1, Sightings = 8, Answers = 2, Streams = 1, Events = 5, Reports = 1, Faults = new Dictionary<string, int> { ["kill"] = 1 },
        };
        LedgerChecks.Run(_ledger, least, Bound).ShouldBeEmpty();

        Change<FaultEnded>(_ => true, ended => ended with { Effect = 0 });
        var more = new Exercise { Promised = 6, Documents = 1, Rollbacks = 1, Repeated = 2, Sightings = 9, Answers = 3, Streams = 2, Turns = 1, Followed = 1, Errands = 1, Events = 6, Reports = 2, Faults = least.Faults };
        LedgerChecks.Run(_ledger, more, Bound).Select(finding => finding.Verdict).ShouldBe(Enumerable.Repeat(Verdict.TooLittle, 13));
    }

    private static ConfigurationSeen Showing(ConfigurationSeen seen, SeenProvider state) => seen with { Providers = new Dictionary<string, SeenProvider> { [Provider] = state } };

    private void Change<T>(Func<T, bool> which, Func<T, LedgerEntry> change)
        where T : LedgerEntry
    {
        var changed = 0;
        for (var index = 0; index < _ledger.Count; index++)
        {
            if (_ledger[index] is T entry && which(entry))
            {
                _ledger[index] = change(entry);
                changed++;
            }
        }

        changed.ShouldBeGreaterThan(0, "the ledger must have what is to be changed");
    }

    private IEnumerable<Verdict> Verdicts() => Judge().Select(finding => finding.Verdict).Distinct().Order();

    private IReadOnlyList<Finding> Judge(TimeSpan? bound = null) => LedgerChecks.Run(_ledger, new Exercise(), bound ?? Bound);
}
