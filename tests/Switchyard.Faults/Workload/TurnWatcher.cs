using System.Globalization;
using System.Text;
using Switchyard.Admin.Client.Chats;
using Switchyard.Faults.Ledger;

namespace Switchyard.Faults.Workload;

/// <summary>What somebody has seen of a turn, over any number of connections.</summary>
internal sealed class TurnWatcher
{
    private readonly StringBuilder _text = new();
    private long _seen;

    /// <summary>Its number; null until the first event.</summary>
    public long? Turn { get; private set; }

    /// <summary>The id of the last event that had one, to go on from; null for none.</summary>
    public string? LastId { get; private set; }

    /// <summary>How it ended; null until that is known.</summary>
    public TurnOutcome? Outcome { get; private set; }

    /// <summary>How many events came.</summary>
    public int Events { get; private set; }

    private string Missing { get; set; } = "";

    private string Repeated { get; set; } = "";

    private string Detail { get; set; } = "";

    private bool IsWhole { get; set; }

    public void Take(ChatEvent happened)
    {
        Events++;
        Number(happened.Id);
        switch (happened.Type)
        {
            case "text.delta":
                _text.Append(happened.Text("text"));
                break;
            case "turn.finished":
                End(happened.Text("outcome") == "completed" ? TurnOutcome.Completed : TurnOutcome.Failed, happened);
                break;
            case "error":
                Detail = $"{happened.Text("code")}: {happened.Text("message")}";
                End(happened.Text("code") == "turn_interrupted" ? TurnOutcome.Interrupted : TurnOutcome.Failed, happened);
                break;
        }
    }

    /// <summary>Writes all of it into <paramref name="ended"/>.</summary>
    public TurnEnded Fill(TurnEnded ended) => ended with { Turn = Turn, Text = _text.ToString(), IsWhole = IsWhole, Missing = Missing, Repeated = Repeated, Detail = Detail.Length > 0 ? Detail : ended.Detail };

    private void End(TurnOutcome outcome, ChatEvent last) => (Outcome, IsWhole) = (outcome, last.Id == LastId && Missing.Length == 0);

    private void Number(string? id)
    {
        if (id is null)
        {
            // Told late, by the turn's row: none of the events.
            return;
        }

        LastId = id;
        var parts = id.Split('-');
        var (turn, number) = (long.Parse(parts[0], CultureInfo.InvariantCulture), long.Parse(parts[1], CultureInfo.InvariantCulture));
        if (number > _seen + 1 || (Turn is { } known && turn != known))
        {
            Missing = string.Create(CultureInfo.InvariantCulture, $"{id} after {Turn}-{_seen}");
        }
        else if (number <= _seen)
        {
            Repeated = string.Create(CultureInfo.InvariantCulture, $"{id} after {Turn}-{_seen}");
        }

        (Turn, _seen) = (Turn ?? turn, Math.Max(_seen, number));
    }
}
