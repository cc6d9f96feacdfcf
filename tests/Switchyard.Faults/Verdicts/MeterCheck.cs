using Switchyard.Faults.Ledger;
using Switchyard.Histories.Checks;

namespace Switchyard.Faults.Verdicts;

/// <summary>Every request that was served is recorded once, as what it was, also if the process died of it; and nothing else is recorded.</summary>
internal sealed class MeterCheck : ILedgerCheck
{
    /// <inheritdoc />
    public IEnumerable<Finding> Check(RecordedRun run)
    {
        var byId = run.Of<UsageKept>().ToLookup(usage => usage.RequestId, StringComparer.OrdinalIgnoreCase);
        foreach (var (line, ended) in run.Lines<RequestEnded>())
        {
            if (ended is { Status: >= 200 and < 300 } && Judge(ended, [.. byId[ended.RequestId ?? ""]]) is var (verdict, why))
            {
                yield return new Finding(verdict, ended.Actor, line, $"request {ended.RequestId} on {ended.Node} {why}");
            }
        }

        var asked = run.Of<RequestAsked>().Select(request => request.Request).ToHashSet();

        // The turns of a chat are recorded as its requests, which is for another check.
        var chats = run.Of<MessageAsked>().Select(message => message.Chat).ToHashSet();
        foreach (var request in run.Of<UsageKept>().GroupBy(usage => usage.Request).Where(request => request.Key is not { } chat || !chats.Contains(chat)))
        {
            if (request.Key is not { } id || !asked.Contains(id))
            {
                yield return new Finding(Verdict.Phantom, "", 0, $"nobody sent the request {request.First().RequestId}, which is recorded");
            }
            else if (request.Count() > 1)
            {
                yield return new Finding(Verdict.Doubled, "", 0, $"one request is recorded as {string.Join(" and as ", request.Select(usage => usage.RequestId))}");
            }
        }
    }

    private static (Verdict Verdict, string Why)? Judge(RequestEnded ended, UsageKept[] kept) => kept switch
    {
        [] => (Verdict.Unmetered, "was served and is not recorded"),
        [_, _, ..] => (Verdict.Doubled, "is recorded twice"),
        [{ Status: "running" }] => (Verdict.Stuck, "is recorded as running still"),
        [var usage] when ended.Outcome == RequestOutcome.Whole && usage.OutputTokens > ended.Tokens => (Verdict.Doubled, $"had {ended.Tokens} tokens, and {usage.OutputTokens} are recorded"),
        [var usage] when ended.Outcome == RequestOutcome.Whole && (usage.Status != "completed" || usage.OutputTokens < ended.Tokens) =>
            (Verdict.Unmetered, $"was whole with {ended.Tokens} tokens and is recorded as {usage.Status} with {usage.OutputTokens}"),
        _ => null,
    };
}
