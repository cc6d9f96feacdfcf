using Switchyard.Faults.Ledger;
using Switchyard.Histories.Checks;

namespace Switchyard.Faults.Verdicts;

/// <summary>
/// Clients of the data plane notice nothing: only a client of a process that was killed may see its answer break, and only one of a process that is going or gone may get none.
/// What is served follows from the revision that the answer names.
/// </summary>
internal sealed class AnswerCheck : ILedgerCheck
{
    /// <summary>The fault that ends a process without a word.</summary>
    public const string Kill = "kill";

    /// <summary>The fault that asks a process to end; what it has begun it ends.</summary>
    public const string Terminate = "terminate";

    /// <inheritdoc />
    public IEnumerable<Finding> Check(RecordedRun run)
    {
        foreach (var (line, ended) in run.Lines<RequestEnded>())
        {
            if (Judge(run, ended) is { } verdict)
            {
                yield return new Finding(verdict, ended.Actor, line, $"{ended.Provider} on {ended.Node}: {ended.Outcome} {ended.Status} {ended.Code} {ended.Said} at revision {ended.Revision}, request {ended.RequestId}");
            }
        }
    }

    private static Verdict? Judge(RecordedRun run, RequestEnded ended) => ended.Outcome switch
    {
        RequestOutcome.Altered => Verdict.Altered,
        RequestOutcome.EndedEarly => Verdict.Cut,
        RequestOutcome.Broken => Met(run, ended, Kill) ? null : Verdict.Cut,
        RequestOutcome.Unreached => Met(run, ended, Kill) || Met(run, ended, Terminate) ? null : Verdict.Refused,
        RequestOutcome.Refused when ended.MustServe => Met(run, ended, Terminate) ? null : Verdict.Refused,
        _ => Follows(run, ended) ? null : Verdict.Lost,
    };

    private static bool Met(RecordedRun run, RequestEnded ended, string fault) => run.Faults.Any(window => window.Fault == fault && window.Meets(ended.Node, ended.AskedAt, ended.At));

    private static bool Follows(RecordedRun run, RequestEnded ended)
    {
        if (ended.MustServe || ended.Revision is not { } revision)
        {
            return true;
        }

        var state = run.History.At(ended.Provider, revision);
        return ended switch
        {
            { Code: "unknown_provider" } => state is null,
            { Code: "provider_disabled" } => state is not null && !Marks.IsEnabled(state.Mark),
            { Status: >= 200 and < 300 } => state is not null && Marks.IsEnabled(state.Mark) && state.Labels.Count > 0,
            _ => true,
        };
    }
}
