namespace Switchyard.Hub.Delivery.Sessions;

/// <summary>What was sent and is not answered, oldest first. Answers come in the order of sending, and one may stand for all before it.</summary>
internal sealed class Flight
{
    /// <summary>Most bytes of objects in flight.</summary>
    public const long MostBytes = 1 << 20;

    private readonly List<Sent> _sent = [];

    /// <summary>Events in flight.</summary>
    public int Events => _sent.Sum(sent => sent.IsStale ? 0 : sent.Events);

    /// <summary>Bytes in flight.</summary>
    public long Bytes => _sent.Sum(sent => sent.IsStale ? 0 : sent.Bytes);

    /// <summary>The oldest that must be answered, or null.</summary>
    public Sent? Oldest => _sent.Find(sent => !sent.IsStale);

    /// <summary>The whole state in flight, which puts right whatever was wrong before it, or null.</summary>
    public Sent? Snapshot => _sent.FindLast(sent => sent is { Kind: SentKind.Snapshot, IsStale: false });

    /// <summary>Whether the whole state is in flight.</summary>
    public bool HasSnapshot => Snapshot is not null;

    public void Add(Sent sent) => _sent.Add(sent);

    /// <summary>Nothing of what is in flight counts any more, but answers to it may still come.</summary>
    public void Supersede()
    {
        for (var i = 0; i < _sent.Count; i++)
        {
            _sent[i] = _sent[i] with { IsStale = true };
        }
    }

    /// <summary>The one that a refusal of <paramref name="seq"/> is about, or null for one that comes late. It is answered by that, and what was sent after it can not be applied either.</summary>
    public Sent? Refuse(long seq)
    {
        var at = _sent.FindIndex(sent => !sent.IsStale && sent.UpTo >= seq);
        if (at < 0)
        {
            return null;
        }

        var refused = _sent[at];
        _sent.RemoveRange(0, at + 1);
        Supersede();
        return refused;
    }

    /// <summary>
    /// Takes what an acknowledgement answers out of flight. Several may be answered by the same number (a bookmark has that of the event before it): the hash tells which; without one, all of
    /// them are.
    /// </summary>
    /// <returns>What is answered, oldest first; empty for a late one.</returns>
    public IReadOnlyList<Sent> Take(long seq, string? hash)
    {
        var last = _sent.FindLastIndex(sent => sent.UpTo <= seq);
        if (last < 0)
        {
            return [];
        }

        if (hash is not null && _sent[last].UpTo == seq)
        {
            var first = _sent.FindIndex(sent => sent.UpTo == seq);
            var match = _sent.FindIndex(first, last - first + 1, sent => sent.UpTo == seq && sent.State.Hash == hash);
            last = match >= 0 ? match : first;
        }

        var taken = _sent.GetRange(0, last + 1);
        _sent.RemoveRange(0, last + 1);
        return taken;
    }

    /// <inheritdoc />
    public override string ToString() => string.Join(' ', _sent.Select(sent => $"{sent.Kind}:{sent.UpTo}{(sent.IsStale ? "!" : "")}"));
}
