namespace Switchyard.Hub.Wakeup;

/// <summary>Somebody's interest in some streams, with what he has seen of them. Used by the watcher's loop alone, except for <see cref="End"/>.</summary>
internal sealed class StreamInterest(IReadOnlyCollection<string> streams, Action changed)
{
    private readonly Dictionary<string, long> _seen = [];
    private Guid? _epoch;
    private volatile bool _ended;

    public IReadOnlyCollection<string> Streams { get; } = [.. streams];

    /// <summary>Takes the versions down and tells whether any is another than before. A stream without a row has version 0.</summary>
    public bool See(Guid epoch, IReadOnlyDictionary<string, long> versions)
    {
        var differs = _epoch != epoch;
        _epoch = epoch;
        foreach (var stream in Streams)
        {
            var version = versions.GetValueOrDefault(stream);
            differs |= !_seen.TryGetValue(stream, out var before) || before != version;
            _seen[stream] = version;
        }

        return differs;
    }

    /// <summary>Makes the next look a change, whatever it finds.</summary>
    public void Forget() => _epoch = null;

    public void Changed()
    {
        if (!_ended)
        {
            changed();
        }
    }

    public void End() => _ended = true;
}
