using Switchyard.Faults.Ledger;

namespace Switchyard.Faults.Verdicts;

/// <summary>
/// What each provider was at each revision, made by applying the writes in the order in which the database says that they were committed. The order is the database's word; that it is true to what was
/// promised is a check of its own (<see cref="KeptCheck"/>), and that everybody saw it, another (<see cref="SeenCheck"/>).
/// </summary>
internal sealed class KeptHistory
{
    private readonly Dictionary<string, List<(long Revision, ProviderState? State)>> _states = [];
    private readonly Dictionary<(string Provider, int Mark), long> _marks = [];
    private readonly Dictionary<(string Provider, string Label), long> _labels = [];

    public KeptHistory(long baseRevision, IReadOnlyList<RevisionKept> kept, IReadOnlyDictionary<string, RecordedWrite> writes)
    {
        Head = kept.Count == 0 ? baseRevision : kept[^1].Revision;
        foreach (var revision in kept)
        {
            if (writes.TryGetValue(revision.Write, out var write))
            {
                Apply(revision.Revision, write.Effect);
            }
        }
    }

    /// <summary>The newest revision.</summary>
    public long Head { get; }

    /// <summary>All providers that ever were.</summary>
    public IEnumerable<string> Providers => _states.Keys;

    /// <summary>What <paramref name="provider"/> is at <paramref name="revision"/>; null for nothing.</summary>
    public ProviderState? At(string provider, long revision)
    {
        if (!_states.TryGetValue(provider, out var states))
        {
            return null;
        }

        var (low, high) = (0, states.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = states[middle].Revision <= revision ? (middle + 1, high) : (low, middle);
        }

        return low == 0 ? null : states[low - 1].State;
    }

    /// <summary>Whether the provider had got this mark by then.</summary>
    public bool HadMark(string provider, int mark, long revision) => _marks.TryGetValue((provider, mark), out var since) && since <= revision;

    /// <summary>Whether the provider had got a key with this label by then.</summary>
    public bool HadLabel(string provider, string label, long revision) => _labels.TryGetValue((provider, label), out var since) && since <= revision;

    private void Apply(long revision, WriteEffect effect)
    {
        if (effect.Kind == WriteKind.RollBack)
        {
            RollBack(revision, effect.Target);
            return;
        }

        if (!_states.TryGetValue(effect.Provider, out var states))
        {
            _states[effect.Provider] = states = [];
        }

        states.Add((revision, ProviderState.After(states.Count == 0 ? null : states[^1].State, effect)));
        if (effect.Kind is WriteKind.Create or WriteKind.Change or WriteKind.PutDocument)
        {
            _marks.TryAdd((effect.Provider, effect.Mark), revision);
        }

        if (effect.Kind is WriteKind.AddKey or WriteKind.PutDocument)
        {
            _labels.TryAdd((effect.Provider, effect.Label!), revision);
        }
    }

    private void RollBack(long revision, long target)
    {
        foreach (var (provider, states) in _states)
        {
            states.Add((revision, ProviderState.RolledBack(states[^1].State, At(provider, target))));
        }
    }
}
