using Switchyard.Faults.Ledger;
using Switchyard.Faults.Yards;
using Switchyard.Histories.Checks;

namespace Switchyard.Faults.Verdicts;

/// <summary>
/// What was said in a chat and began a turn is kept, once, in its order; the turn ends, and whoever follows it gets every event once, in order, over any number of connections, and is told how it ended. What the model
/// answered is kept as it was: whole, or marked as not whole. Only a fault of the node that works on it interrupts a turn, and only one of its agent lets it fail.
/// </summary>
internal sealed class ChatCheck : ILedgerCheck
{
    /// <summary>How long before a turn a fault may have begun that still hinders its node.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    public IEnumerable<Finding> Check(RecordedRun run)
    {
        var kept = run.Of<ChatKept>().ToDictionary(chat => chat.Chat);
        foreach (var (line, ended) in run.Lines<TurnEnded>())
        {
            foreach (var (verdict, why) in Told(run, ended).Concat(kept.TryGetValue(ended.Chat, out var chat) ? Kept(ended, chat) : []))
            {
                yield return new Finding(verdict, ended.Actor, line, $"'{ended.Said}' in chat {ended.Chat} on {ended.Node} {why} ({ended.Outcome}, turn {ended.Turn}, {ended.Connections} connections {ended.Detail})");
            }
        }

        var asked = run.Of<MessageAsked>().ToLookup(message => message.Chat);
        foreach (var (line, chat) in run.Lines<ChatKept>())
        {
            foreach (var (verdict, why) in Whole([.. asked[chat.Chat].Select(static message => message.Said)], chat.Messages))
            {
                yield return new Finding(verdict, chat.Actor, line, $"chat {chat.Chat} {why}");
            }
        }

        foreach (var finding in Metered(run))
        {
            yield return finding;
        }
    }

    private static IEnumerable<(Verdict, string)> Told(RecordedRun run, TurnEnded ended)
    {
        var expected = ChatModel.Answer(ended.Said);
        if (ended.Missing.Length > 0)
        {
            yield return (Verdict.Lost, $"lacks events: {ended.Missing}");
        }
        else if (ended.Repeated.Length > 0)
        {
            yield return (Verdict.Doubled, $"had an event again: {ended.Repeated}");
        }
        else if (ended is { Outcome: TurnOutcome.Completed, IsWhole: true } ? ended.Text != expected : !expected.StartsWith(ended.Text, StringComparison.Ordinal))
        {
            yield return (Verdict.Altered, $"was answered with '{ended.Text}'");
        }

        switch (ended.Outcome)
        {
            case TurnOutcome.Unended:
                yield return (Verdict.Stuck, "began, and nobody said how it ended");
                break;
            case TurnOutcome.Failed when !(run.Errands.ContainsKey(ended.Chat) && IsHindered(run, ended, ErrandAgent.Name)):
                yield return (Verdict.Refused, "failed");
                break;
            case TurnOutcome.Interrupted when !IsHindered(run, ended, ended.Node):
                yield return (Verdict.Cut, "was interrupted, and nothing was done to its node");
                break;
            case TurnOutcome.Refused or TurnOutcome.Unreached when !IsHindered(run, ended, ended.Node):
                yield return (Verdict.Refused, "was not answered, and nothing was done to its node");
                break;
        }
    }

    private static IEnumerable<(Verdict, string)> Kept(TurnEnded ended, ChatKept chat)
    {
        var messages = chat.Messages.Where(message => message.Role == KeptRole.User && message.Text == ended.Said).ToList();
        if (messages.Count > 1)
        {
            yield return (Verdict.Doubled, "is kept more than once");
        }

        if (ended.Outcome == TurnOutcome.Refused && messages.Count > 0)
        {
            yield return (Verdict.Phantom, "was refused and is kept");
        }

        if (ended.Turn is { } turn)
        {
            if (!messages.Exists(message => message.Turn == turn))
            {
                yield return (Verdict.Lost, "began a turn and is not kept in it");
            }

            if (ended.Outcome == TurnOutcome.Completed && !chat.Messages.Any(message => message is { Role: KeptRole.Model, IsWhole: true } && message.Turn == turn))
            {
                yield return (Verdict.Lost, "was answered, and the answer is not kept");
            }
        }
    }

    private static IEnumerable<(Verdict, string)> Whole(List<string> asked, IReadOnlyList<KeptMessage> messages)
    {
        var (last, question) = (-1, "");
        foreach (var message in messages)
        {
            if (message.Role != KeptRole.User)
            {
                var expected = message.Role == KeptRole.Model ? ChatModel.Answer(question) : message.Role == KeptRole.Call ? "" : message.Text;
                if (message.IsWhole ? message.Text != expected : !expected.StartsWith(message.Text, StringComparison.Ordinal))
                {
                    yield return (Verdict.Altered, $"keeps another answer to '{question}': '{message.Text}'");
                }

                continue;
            }

            question = message.Text;
            var place = asked.IndexOf(question);
            if (place < 0)
            {
                yield return (Verdict.Phantom, $"keeps '{question}', which nobody said");
            }
            else if (place < last)
            {
                yield return (Verdict.Reordered, $"keeps '{question}' after what was said later");
            }

            last = Math.Max(last, place);
        }
    }

    /// <summary>A turn asks the model once, or twice when it sends an agent for something, so it is known how many requests are recorded: no fewer than for the turns that ended well, no more than for those that began.</summary>
    private static IEnumerable<Finding> Metered(RecordedRun run)
    {
        var usage = run.Of<UsageKept>().ToLookup(item => item.Request);
        var completed = run.Of<TurnEnded>().Where(static ended => ended.Outcome == TurnOutcome.Completed).ToLookup(ended => ended.Chat);
        foreach (var (line, chat) in run.Lines<ChatKept>())
        {
            var recorded = usage[chat.Chat].ToList();
            var each = run.Errands.ContainsKey(chat.Chat) ? 2 : 1;
            var (least, most) = (each * completed[chat.Chat].Count(), each * chat.Messages.Count(static message => message.Role == KeptRole.User));
            if (recorded.Count(static item => item.Status == "completed") < least)
            {
                yield return new Finding(Verdict.Unmetered, chat.Actor, line, $"chat {chat.Chat} had turns that were completed with {least} requests, and {recorded.Count} are recorded");
            }
            else if (recorded.Count > most)
            {
                yield return new Finding(Verdict.Doubled, chat.Actor, line, $"chat {chat.Chat} had turns for {most} requests, and {recorded.Count} are recorded");
            }
        }
    }

    private static bool IsHindered(RecordedRun run, TurnEnded ended, string name) => run.Faults.Any(window => window.Touches(name, ended.AskedAt - Aftermath, ended.At));
}
