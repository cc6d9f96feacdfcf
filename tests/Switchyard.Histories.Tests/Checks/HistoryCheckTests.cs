using Switchyard.Histories.Checks;
using static Switchyard.Histories.HistoryStep;

namespace Switchyard.Histories.Tests.Checks;

/// <summary>Each verdict is given for the history that deserves it, and for no other.</summary>
public sealed class HistoryCheckTests
{
    private static readonly Coverage Nothing = new(new Dictionary<HistoryStep, int>());

    /// <summary>Three commits, the last two in one transaction, and a receiver that is killed once.</summary>
    private static readonly HistoryEntry[] Publisher =
    [
        At(Published, 1, "a"), new(RolledBack, 0) { Id = "x" }, At(Published, 2, "b") with { Transaction = "t" }, At(Published, 3, "c") with { Transaction = "t" },
    ];

    private static readonly HistoryEntry[] Receiver =
    [
        At(Resumed, 0), At(Received, 1, "a"), Serve(Applied, 1), Serve(Acked, 1), At(Bookmark, 1), At(Received, 2, "b"), At(Killed, 0),
        At(Resumed, 1), At(Received, 2, "b"), At(Received, 3, "c"), Serve(Applied, 3), Serve(Acked, 3), At(Ended, 3),
    ];

    [Fact]
    public void A_right_history_has_no_findings() => Run(Receiver).ShouldBeEmpty();

    [Fact]
    public void A_snapshot_stands_for_everything_before_it() =>
        Run([At(Resumed, 0), Serve(Snapshot, 3), Serve(Applied, 3), Serve(Acked, 3), At(Ended, 3)]).ShouldBeEmpty();

    [Fact]
    public void Lost_is_an_event_that_was_passed_over() => Verdicts(Without(8)).ShouldBe([Verdict.Lost]);

    [Fact]
    public void Lost_is_what_a_receiver_never_had_when_it_resumes_or_is_told_the_head()
    {
        Verdicts([.. Receiver[..5], At(Killed, 0), At(Resumed, 2), .. Receiver[9..]]).ShouldBe([Verdict.Lost]);
        Verdicts(Change(4, At(Bookmark, 2))).ShouldBe([Verdict.Lost]);
    }

    [Fact]
    public void Lost_is_a_commit_without_event_and_a_gap_in_the_numbers()
    {
        Verdicts(Receiver, publisher: [.. Publisher, At(Published, 0, "y")]).ShouldBe([Verdict.Lost]);
        Verdicts(Receiver, publisher: [Publisher[0], .. Publisher[2..], At(Published, 5, "y")]).ShouldContain(Verdict.Lost);
    }

    [Fact]
    public void Doubled_is_an_event_that_came_twice_on_a_connection_or_came_again_after_the_beginning()
    {
        Verdicts([.. Receiver[..9], At(Received, 2, "b"), .. Receiver[9..]]).ShouldBe([Verdict.Doubled]);
        Verdicts([.. Receiver[..8], At(Received, 1, "a"), .. Receiver[8..]]).ShouldBe([Verdict.Doubled]);
    }

    [Fact]
    public void Doubled_is_a_number_that_was_given_twice() => Verdicts(Receiver, publisher: [.. Publisher, At(Published, 2, "y")]).ShouldBe([Verdict.Doubled]);

    [Fact]
    public void Reordered_is_an_event_after_a_later_one() =>
        Verdicts([.. Receiver[..8], At(Received, 3, "c"), At(Received, 2, "b"), .. Receiver[10..]]).ShouldBe([Verdict.Lost, Verdict.Reordered]);

    [Fact]
    public void Stale_is_being_put_back_behind_what_was_acknowledged()
    {
        Verdicts([.. Receiver[..7], At(Resumed, 0), At(Received, 1, "a"), .. Receiver[8..]]).ShouldBe([Verdict.Stale]);
        Verdicts([.. Receiver[..12], At(Bookmark, 2), Receiver[12]]).ShouldBe([Verdict.Stale]);
        Verdicts([.. Receiver[..12], Serve(Snapshot, 1), Receiver[12]]).ShouldBe([Verdict.Stale]);
    }

    [Fact]
    public void Backwards_is_serving_what_is_older() => Verdicts([.. Receiver[..12], Serve(Applied, 1), Receiver[12]]).ShouldBe([Verdict.Backwards]);

    [Theory]
    [InlineData("x")]
    [InlineData("never seen")]
    public void Phantom_is_an_event_that_was_never_committed(string id) => Verdicts(Change(9, At(Received, 3, id))).ShouldBe([Verdict.Phantom]);

    [Fact]
    public void Torn_is_serving_half_a_transaction() => Verdicts([.. Receiver[..9], Serve(Applied, 2), .. Receiver[9..]]).ShouldBe([Verdict.Torn]);

    [Fact]
    public void Diverged_is_another_state_for_the_same_number()
    {
        var others = Receiver.Select(entry => entry.Seq == 3 && entry.Hash is not null ? entry with { Hash = "other" } : entry).ToArray();
        Run(Receiver, others, Receiver).Select(finding => (finding.Verdict, finding.Actor)).Distinct().ShouldBe([(Verdict.Diverged, "r1")]);
    }

    [Fact]
    public void Stuck_is_ending_behind_the_head()
    {
        Verdicts(Receiver[..12]).ShouldBe([Verdict.Stuck]);
        Verdicts([.. Receiver[..11], At(Ended, 3)]).ShouldBe([Verdict.Stuck]);
        Verdicts([At(Resumed, 0), At(Ended, 0)]).ShouldBe([Verdict.Stuck]);
    }

    [Fact]
    public void A_wrong_ack_is_of_what_is_not_served_or_not_like_that_or_goes_back()
    {
        Verdicts([.. Receiver[..10], Receiver[11], Receiver[10], Receiver[12]]).ShouldBe([Verdict.WrongAck]);
        Verdicts([.. Receiver[..3], Serve(Acked, 1) with { Hash = "other" }, .. Receiver[3..]]).ShouldContain(Verdict.WrongAck);
        Verdicts([.. Receiver[..12], Serve(Acked, 1), Receiver[12]]).ShouldBe([Verdict.WrongAck]);
    }

    [Fact]
    public void Too_little_is_what_did_not_happen_often_enough()
    {
        var wanted = new Dictionary<HistoryStep, int> { [Killed] = 1, [Published] = 3, [Snapshot] = 1 };
        HistoryChecks.Run(Of(Publisher, Receiver), new Coverage(wanted)).ShouldHaveSingleItem().Verdict.ShouldBe(Verdict.TooLittle);
    }

    [Fact]
    public void A_history_is_read_as_it_was_written_though_the_last_line_is_torn()
    {
        var folder = Directory.CreateTempSubdirectory("switchyard-history.").FullName;
        using (var log = RecordedHistory.Open(folder, "publisher"))
        {
            Array.ForEach(Publisher, log.Append);
        }

        using (var log = RecordedHistory.Open(folder, "r0"))
        {
            Array.ForEach(Receiver[..7], log.Append);
        }

        using (var log = RecordedHistory.Open(folder, "r0"))
        {
            Array.ForEach(Receiver[7..], log.Append);
        }

        File.AppendAllText(Path.Combine(folder, "r0.jsonl"), """{"step":"ack""");

        var read = RecordedHistory.Load(folder);

        read.Actors["publisher"].ShouldBe(Publisher);
        read.Actors["r0"].ShouldBe(Receiver);
        Directory.Delete(folder, recursive: true);
    }

    private static HistoryEntry At(HistoryStep step, long seq, string? id = null) => new(step, seq) { Id = id };

    private static HistoryEntry Serve(HistoryStep step, long seq) => new(step, seq) { Hash = $"h{seq}" };

    private static HistoryEntry[] Without(int index) => [.. Receiver[..index], .. Receiver[(index + 1)..]];

    private static HistoryEntry[] Change(int index, HistoryEntry entry) => [.. Receiver[..index], entry, .. Receiver[(index + 1)..]];

    private static IEnumerable<Verdict> Verdicts(HistoryEntry[] receiver, HistoryEntry[]? other = null, HistoryEntry[]? publisher = null) =>
        HistoryChecks.Run(Of(publisher ?? Publisher, other is null ? [receiver] : [receiver, other]), Nothing).Select(finding => finding.Verdict).Distinct().Order();

    private static IReadOnlyList<Finding> Run(params HistoryEntry[][] receivers) => HistoryChecks.Run(Of(Publisher, receivers), Nothing);

    private static RecordedHistory Of(HistoryEntry[] publisher, params HistoryEntry[][] receivers) => new(
        receivers.Index().Select(item => ($"r{item.Index}", (IReadOnlyList<HistoryEntry>)item.Item)).Append(("publisher", publisher)).ToDictionary(pair => pair.Item1, pair => pair.Item2));
}
