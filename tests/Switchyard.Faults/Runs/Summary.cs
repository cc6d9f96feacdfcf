using System.Globalization;
using System.Text;
using Switchyard.Faults.Ledger;
using Switchyard.Faults.Verdicts;
using Switchyard.Histories;
using Switchyard.Histories.Checks;

namespace Switchyard.Faults.Runs;

/// <summary>What a run did and what is wrong with it, for people.</summary>
internal static class Summary
{
    private const int Shown = 25;

    // No event in n trials: with 95 % confidence its probability is below 3/n.
    private const double RuleOfThree = 3.0;

    public static string Of(RunResult result)
    {
        var run = new RecordedRun(result.Ledger);
        var text = new StringBuilder();
        var promised = run.Writes.Values.Count(write => write.Done.Count > 0);
        var ended = run.Of<RequestEnded>().ToList();
        var served = ended.Count(answer => answer.Status is >= 200 and < 300);
        Row(text, result, "promised writes", promised, Verdict.Lost, Verdict.Doubled, Verdict.Reordered, Verdict.Phantom);
        Row(text, result, "of them rollbacks", run.Writes.Values.Count(write => write is { Done.Count: > 0, Effect.Kind: WriteKind.RollBack }));
        Row(text, result, "writes without an answer that settles them", run.Writes.Values.Count(write => write.Done.Count == 0 && !write.IsRefused));
        Row(text, result, "refused writes", run.Writes.Values.Count(write => write.IsRefused));
        Row(text, result, "attempts that were sent again", run.Of<WriteAsked>().Count(asked => asked.Attempt > 1));
        Row(text, result, "sightings of a revision", run.Sightings.Count, Verdict.Backwards, Verdict.Stale, Verdict.Torn, Verdict.Diverged);
        Row(text, result, "reports of nodes and gateways", run.Of<AppliedReported>().Count(), Verdict.WrongAck);
        Row(text, result, "received events", run.Of<EventSeen>().Count(seen => seen.Step == HistoryStep.Received));
        Row(text, result, "connections of followers", run.Of<EventSeen>().Count(seen => seen.Step == HistoryStep.Resumed));
        Row(text, result, "requests", ended.Count, Verdict.Refused);
        Row(text, result, "served requests", served, Verdict.Unmetered, Verdict.Altered);
        Row(text, result, "served streams", ended.Count(answer => answer.IsStream && answer.Status is >= 200 and < 300), Verdict.Cut);
        Row(text, result, "answers that died with their process", ended.Count(answer => answer.Outcome == RequestOutcome.Broken));
        var turns = run.Of<TurnEnded>().ToList();
        Row(text, result, "turns of chats that began", turns.Count(turn => turn.Turn is not null));
        foreach (var outcome in turns.GroupBy(turn => turn.Outcome).OrderBy(group => group.Key))
        {
            Row(text, result, $"of what was said in chats: {outcome.Key}", outcome.Count());
        }

        Row(text, result, "errands of agents", run.Of<ErrandKept>().Count());
        Row(text, result, "turns followed over several connections", turns.Count(turn => turn.Connections > 1));
        foreach (var fault in run.Of<FaultEnded>().GroupBy(fault => fault.Fault).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            Row(text, result, $"faults '{fault.Key}' that had an effect", fault.Count(item => item.Effect > 0));
        }

        foreach (var verdict in result.Findings.GroupBy(finding => finding.Verdict))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{verdict.Key}: {verdict.Count()}");
        }

        foreach (var finding in result.Findings.Take(Shown))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {finding}");
        }

        return text.ToString();
    }

    private static void Row(StringBuilder text, RunResult result, string what, int count, params Verdict[] verdicts)
    {
        text.Append(CultureInfo.InvariantCulture, $"{count,9}  {what}");
        if (verdicts.Length > 0)
        {
            var wrong = result.Findings.Count(finding => verdicts.Contains(finding.Verdict));
            var bound = wrong == 0 && count > 0 ? string.Create(CultureInfo.InvariantCulture, $", below {RuleOfThree / count:P3} with 95 % confidence") : "";
            text.Append(CultureInfo.InvariantCulture, $": {wrong} {string.Join(", ", verdicts)}{bound}");
        }

        text.AppendLine();
    }
}
