namespace Switchyard.Gateway.Exchanges;

/// <summary>
/// All exchanges that run, so that somebody who revokes can find those it concerns. To enter and to leave is one compare-and-swap on a free place; places are in blocks
/// that are added when all are taken and never go away.
/// </summary>
internal sealed class RunningExchanges
{
    private const int BlockSize = 256;

    private readonly Lock _growing = new();
    private volatile Exchange?[][] _blocks = [new Exchange?[BlockSize]];
    private volatile TaskCompletionSource? _emptied;
    private int _count;
    private int _likelyFree;

    /// <summary>How many run.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Enters; the place is given back by <see cref="Leave"/>.</summary>
    public int Enter(Exchange exchange)
    {
        Interlocked.Increment(ref _count);
        var start = Environment.CurrentManagedThreadId * 16;
        while (true)
        {
            var blocks = _blocks;
            for (var n = 0; n < blocks.Length; n++)
            {
                var b = (n + _likelyFree) % blocks.Length;
                var block = blocks[b];
                for (var i = 0; i < BlockSize; i++)
                {
                    var place = (start + i) & (BlockSize - 1);
                    if (block[place] is null && Interlocked.CompareExchange(ref block[place], exchange, null) is null)
                    {
                        return (b * BlockSize) + place;
                    }
                }
            }

            Grow(blocks);
        }
    }

    /// <summary>Leaves.</summary>
    public void Leave(int place)
    {
        var block = place / BlockSize;
        Volatile.Write(ref _blocks[block][place % BlockSize], null);
        _likelyFree = block;
        if (Interlocked.Decrement(ref _count) == 0)
        {
            _emptied?.TrySetResult();
        }
    }

    /// <summary>Completes when none runs, at once if none does.</summary>
    public Task WhenEmptyAsync()
    {
        var emptied = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _emptied = emptied;
        Interlocked.MemoryBarrier();
        if (Count == 0)
        {
            emptied.TrySetResult();
        }

        return emptied.Task;
    }

    /// <summary>Calls <paramref name="visit"/> for each exchange that is there; one that enters or leaves meanwhile may be missed or have ended.</summary>
    public void Visit<TState>(TState state, Action<Exchange, TState> visit)
    {
        foreach (var block in _blocks)
        {
            for (var i = 0; i < block.Length; i++)
            {
                if (Volatile.Read(ref block[i]) is { } exchange)
                {
                    visit(exchange, state);
                }
            }
        }
    }

    private void Grow(Exchange?[][] seen)
    {
        lock (_growing)
        {
            if (ReferenceEquals(seen, _blocks))
            {
                _blocks = [.. seen, new Exchange?[BlockSize]];
            }
        }
    }
}
