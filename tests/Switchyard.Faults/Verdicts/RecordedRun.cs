using Switchyard.Faults.Ledger;

namespace Switchyard.Faults.Verdicts;

/// <summary>The ledger of a run that has ended, arranged for the checks.</summary>
internal sealed class RecordedRun
{
    public RecordedRun(IReadOnlyList<LedgerEntry> entries)
    {
        Entries = entries;
        BaseRevision = Of<RunBegan>().Select(began => began.BaseRevision).FirstOrDefault();
        var answered = Of<WriteAnswered>().ToLookup(answer => answer.Write);
        Writes = Of<WriteAsked>().GroupBy(asked => asked.Write).ToDictionary(group => group.Key, group => new RecordedWrite([.. group], [.. answered[group.Key]]));
        Kept = [.. Of<RevisionKept>().OrderBy(kept => kept.Revision)];
        History = new KeptHistory(BaseRevision, Kept, Writes);
        Faults = [.. Windows()];
        Errands = Of<ChatBegan>().Where(chat => chat.Errand is not null).ToDictionary(chat => chat.Chat, chat => chat.Errand!);
        Sightings = [.. Seen()];
    }

    /// <summary>Everything, in the order in which it was written down.</summary>
    public IReadOnlyList<LedgerEntry> Entries { get; }

    /// <summary>The newest revision before the run.</summary>
    public long BaseRevision { get; }

    /// <summary>All writes by name.</summary>
    public IReadOnlyDictionary<string, RecordedWrite> Writes { get; }

    /// <summary>The revisions of the run as the database holds them, by number.</summary>
    public IReadOnlyList<RevisionKept> Kept { get; }

    /// <summary>What each provider was at each revision.</summary>
    public KeptHistory History { get; }

    /// <summary>What the agents of chats were sent for.</summary>
    public IReadOnlyDictionary<Guid, string> Errands { get; }

    /// <summary>When something was done to whom.</summary>
    public IReadOnlyList<FaultWindow> Faults { get; }

    /// <summary>Which revision whoever saw at which node; the database is none.</summary>
    public IReadOnlyList<Sighting> Sightings { get; }

    /// <summary>The entries of one kind.</summary>
    public IEnumerable<T> Of<T>()
        where T : LedgerEntry => Entries.OfType<T>();

    /// <summary>The entries of one kind with their numbers, from 1.</summary>
    public IEnumerable<(int Line, T Entry)> Lines<T>()
        where T : LedgerEntry
    {
        for (var index = 0; index < Entries.Count; index++)
        {
            if (Entries[index] is T entry)
            {
                yield return (index + 1, entry);
            }
        }
    }

    private IEnumerable<FaultWindow> Windows()
    {
        foreach (var began in Of<FaultBegan>())
        {
            var ended = Of<FaultEnded>().FirstOrDefault(ended => ended.At >= began.At && ended.Fault == began.Fault && ended.Nodes.SequenceEqual(began.Nodes));
            yield return new FaultWindow(began.Fault, began.Nodes, began.Hindered, began.At, ended?.At ?? TimeSpan.MaxValue);
        }
    }

    private IEnumerable<Sighting> Seen()
    {
        foreach (var (line, seen) in Lines<ConfigurationSeen>().Where(item => item.Entry.Node != ConfigurationSeen.Database))
        {
            yield return new Sighting(line, seen.Actor, seen.Node, seen.AskedAt, seen.At, seen.Revision, IsServed: false);
        }

        foreach (var (line, ended) in Lines<RequestEnded>())
        {
            if (ended is { Revision: { } revision, AnsweredAt: { } answered })
            {
                yield return new Sighting(line, ended.Actor, ended.Node, ended.AskedAt, answered, revision, IsServed: true);
            }
        }
    }
}
