using Switchyard.Faults.Ledger;
using Switchyard.Histories;

namespace Switchyard.Faults.Tests.Verdicts;

/// <summary>A short run in which every promise is kept: five writes of one operator, one of them indeterminate until it is asked again, two nodes that are seen, a stream, a blocking answer, and a kill.</summary>
internal static class GoodLedger
{
    public const string Provider = "p";
    public const string Epoch = "e";

    public static readonly Guid First = new("00000000-0000-7000-8000-000000000001");
    public static readonly Guid Second = new("00000000-0000-7000-8000-000000000002");
    public static readonly Guid Third = new("00000000-0000-7000-8000-000000000003");

    /// <summary>The ledger, anew each time.</summary>
    public static List<LedgerEntry> Make()
    {
        List<LedgerEntry> ledger = [new RunBegan(At(0), "rig", 10)];
        ledger.AddRange([Resumed(1, 10)]);
        ledger.AddRange([Asked(2, "w1", new WriteEffect(WriteKind.Create, Provider, 1)), Done(3, "w1", 11)]);
        ledger.AddRange([Seen(4, "a", 11, State(1)), Seen(4, "b", 10), Received(5, 11)]);
        ledger.AddRange([Asked(6, "w2", new WriteEffect(WriteKind.AddKey, Provider, Label: "k1")), Done(7, "w2", 12)]);
        ledger.AddRange([Requested(8, First), Answered(9, First, "a", 12, isStream: true)]);
        ledger.AddRange([Asked(10, "w3", new WriteEffect(WriteKind.Change, Provider, 2)), Unknown(12, "w3")]);
        ledger.AddRange([new FaultBegan(At(13), "injector", "kill", ["b"], ["b"]), Requested(13, Second), Broken(14, Second, "b", 12), new FaultEnded(At(15), "injector", "kill", ["b"], 1)]);
        ledger.AddRange([Asked(16, "w3", new WriteEffect(WriteKind.Change, Provider, 2), attempt: 2), Done(17, "w3", 13, attempt: 2)]);
        ledger.AddRange([Seen(18, "b", 13, State(2, "k1")), Received(18, 12), Resumed(19, 12), Received(19, 13), new AppliedReported(At(19), "reader", "b", 13)]);
        ledger.AddRange([Asked(20, "w4", new WriteEffect(WriteKind.AddKey, Provider, Label: "k2")), Done(21, "w4", 14), Asked(22, "w5", new WriteEffect(WriteKind.DeleteKey, Provider, Label: "k1")), Done(23, "w5", 15)]);
        ledger.AddRange([Requested(24, Third), Answered(25, Third, "b", 15, isStream: false), Received(25, 14), Received(25, 15)]);
        ledger.AddRange([new Settled(At(30), "rig", "a at the newest revision", IsMet: true, "")]);
        ledger.AddRange([Seen(31, "a", 15, State(2, "k2"), isFinal: true), Seen(31, "b", 15, State(2, "k2"), isFinal: true)]);
        ledger.AddRange([Used(32, First, "completed", 7), Used(32, Second, "aborted", 3), Used(32, Third, "completed", 7)]);
        ledger.AddRange([Kept(33, 11, "w1"), Kept(33, 12, "w2"), Kept(33, 13, "w3"), Kept(33, 14, "w4"), Kept(33, 15, "w5")]);
        ledger.Add(Seen(34, ConfigurationSeen.Database, 15, State(2, "k2"), isFinal: true));
        return ledger;
    }

    public static TimeSpan At(int second) => TimeSpan.FromSeconds(second);

    public static SeenProvider State(int mark, params string[] labels) => new(mark, mark, Marks.IsEnabled(mark), labels);

    public static WriteAsked Asked(int at, string write, WriteEffect effect, int attempt = 1) => new(At(at), "operator", write, attempt, "a", HasKey: true, effect);

    public static WriteAnswered Done(int at, string write, long revision, int attempt = 1) => new(At(at), "operator", write, attempt, WriteAnswer.Done, revision, "200");

    public static WriteAnswered Unknown(int at, string write) => new(At(at), "operator", write, 1, WriteAnswer.Unknown, null, "timeout");

    public static ConfigurationSeen Seen(int at, string node, long revision, SeenProvider? state = null, bool isFinal = false) => new(
        At(at), "reader", node, At(at) - TimeSpan.FromMilliseconds(100), Epoch, revision, node == ConfigurationSeen.Database ? "" : $"h{revision}",
        state is null ? new Dictionary<string, SeenProvider>() : new Dictionary<string, SeenProvider> { [Provider] = state }, isFinal);

    public static EventSeen Resumed(int at, long seq) => new(At(at), "follower", HistoryStep.Resumed, seq, null);

    public static EventSeen Received(int at, long seq) => new(At(at), "follower", HistoryStep.Received, seq, $"e{seq}");

    public static RevisionKept Kept(int at, long revision, string write) => new(At(at), "database", revision, $"e{revision}", write);

    public static UsageKept Used(int at, Guid request, string status, long tokens) => new(At(at), "database", "id-" + request, request, status, tokens);

    public static RequestAsked Requested(int at, Guid request) => new(At(at), "client", request, "a");

    public static RequestEnded Answered(int at, Guid request, string node, long revision, bool isStream) => new(At(at), "client", request, node, At(at) - TimeSpan.FromSeconds(1), "stable", isStream, RequestOutcome.Whole)
    {
        AnsweredAt = At(at), Status = 200, RequestId = "id-" + request, Revision = revision, Tokens = 7, MustServe = true,
    };

    private static RequestEnded Broken(int at, Guid request, string node, long revision) => Answered(at, request, node, revision, isStream: true) with { Outcome = RequestOutcome.Broken };
}
