using Switchyard.Faults.Ledger;
using Switchyard.Faults.Yards;
using Switchyard.Histories.Checks;

namespace Switchyard.Faults.Verdicts;

/// <summary>A call of a tool runs at most once: a turn sends its agent for one errand, whatever breaks between them. A receipt that is kept is one of an errand that was run.</summary>
internal sealed class ErrandCheck : ILedgerCheck
{
    /// <inheritdoc />
    public IEnumerable<Finding> Check(RecordedRun run)
    {
        var ran = run.Of<ErrandKept>().ToLookup(static errand => errand.Errand, static errand => errand.Receipt);
        var kept = run.Of<ChatKept>().ToDictionary(static chat => chat.Chat, static chat => chat.Messages);
        var sent = new HashSet<string>();
        foreach (var (line, chat) in run.Lines<ChatBegan>().Where(static item => item.Entry.Errand is not null))
        {
            var (errand, messages) = (chat.Errand!, kept.GetValueOrDefault(chat.Chat) ?? []);
            sent.Add(errand);
            var receipts = ran[errand].ToList();
            if (messages.Count(static message => message.Role == KeptRole.User) is var turns && receipts.Count > turns)
            {
                yield return new Finding(Verdict.Doubled, chat.Actor, line, $"chat {chat.Chat} had {turns} turns, and its agent ran {receipts.Count} errands: {string.Join(", ", receipts)}");
            }

            foreach (var message in messages.Where(static message => message is { Role: KeptRole.Tool, IsWhole: true }))
            {
                if (ReceiptOf(message.Text) is { } receipt && !receipts.Contains(receipt))
                {
                    yield return new Finding(Verdict.Lost, chat.Actor, line, $"chat {chat.Chat} keeps the receipt {receipt} of an errand that was never run");
                }
            }
        }

        foreach (var errand in ran.Where(errand => !sent.Contains(errand.Key)))
        {
            yield return new Finding(Verdict.Phantom, "", 0, $"nobody sent an agent for {errand.Key}");
        }
    }

    private static string? ReceiptOf(string text)
    {
        var at = text.IndexOf(ErrandAgent.Receipt, StringComparison.Ordinal);
        return at < 0 ? null : text[(at + ErrandAgent.Receipt.Length)..].Split('\n', '"', '\\', ' ')[0];
    }
}
