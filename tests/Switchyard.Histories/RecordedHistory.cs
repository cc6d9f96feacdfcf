namespace Switchyard.Histories;

/// <summary>What all actors of a run did, each in its own order. Nothing is known of the order between actors.</summary>
public sealed class RecordedHistory
{
    private const string Extension = ".jsonl";

    /// <summary>Makes a history of what is already in memory.</summary>
    public RecordedHistory(IReadOnlyDictionary<string, IReadOnlyList<HistoryEntry>> actors)
    {
        Actors = actors;
        Committed = [.. actors.Values.SelectMany(entries => entries).Where(entry => entry.Step == HistoryStep.Published).OrderBy(entry => entry.Seq)];
        RolledBack = actors.Values.SelectMany(entries => entries).Where(entry => entry.Step == HistoryStep.RolledBack).Select(entry => entry.Id!).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The entries of each actor.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<HistoryEntry>> Actors { get; }

    /// <summary>Those of the actors that received something.</summary>
    public IEnumerable<KeyValuePair<string, IReadOnlyList<HistoryEntry>>> Receivers => Actors.Where(actor => actor.Value.Any(entry => entry.Step is HistoryStep.Resumed or HistoryStep.Snapshot));

    /// <summary>Everything that was committed, by sequence number.</summary>
    public IReadOnlyList<HistoryEntry> Committed { get; }

    /// <summary>Ids of events that were never committed.</summary>
    public IReadOnlySet<string> RolledBack { get; }

    /// <summary>The highest sequence number that was committed.</summary>
    public long Head => Committed.Count == 0 ? 0 : Committed[^1].Seq;

    /// <summary>Opens the file of an actor in <paramref name="folder"/>; an actor that comes back goes on in its own file.</summary>
    public static ActorLog Open(string folder, string actor) => new(Path.Combine(folder, actor + Extension));

    /// <summary>Reads the files of all actors in <paramref name="folder"/>.</summary>
    public static RecordedHistory Load(string folder) => new(
        Directory.EnumerateFiles(folder, "*" + Extension).ToDictionary(path => Path.GetFileNameWithoutExtension(path), ActorLog.Read, StringComparer.Ordinal));

    /// <summary>How often something happened, over all actors.</summary>
    public int Count(HistoryStep step) => Actors.Values.Sum(entries => entries.Count(entry => entry.Step == step));
}
