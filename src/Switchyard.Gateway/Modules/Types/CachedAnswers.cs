namespace Switchyard.Gateway.Modules.Types;

/// <summary>Answers by key, the least recently used ones forgotten first. Bounds are those of whoever puts something in, so a change of them holds from then on.</summary>
internal sealed class CachedAnswers
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = new();
    private long _bytes;

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>The answer under <paramref name="key"/> that is younger than <paramref name="ttl"/> ticks, or null.</summary>
    public ModuleAnswer? Find(string key, long now, long ttl)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var node))
            {
                return null;
            }

            if (now - node.Value.At >= ttl)
            {
                Remove(node);
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Answer;
        }
    }

    /// <summary>Keeps an answer, in the place of the one under its key.</summary>
    public void Put(string key, ModuleAnswer answer, long now, int maxEntries, long maxBytes)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(key, out var before))
            {
                Remove(before);
            }

            _entries[key] = _byUse.AddFirst(new Entry(key, answer, now));
            _bytes += answer.Body.Length;
            while (_byUse.Last is { } oldest && (_entries.Count > maxEntries || _bytes > maxBytes))
            {
                Remove(oldest);
            }
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _entries.Remove(node.Value.Key);
        _bytes -= node.Value.Answer.Body.Length;
    }

    private sealed record Entry(string Key, ModuleAnswer Answer, long At);
}
