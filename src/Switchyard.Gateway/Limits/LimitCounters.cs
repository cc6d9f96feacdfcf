using System.Collections.Concurrent;
using Switchyard.Model.Limits;

namespace Switchyard.Gateway.Limits;

/// <summary>The counters of the node by limit and subject. Bound when a configuration is prepared, never by a request.</summary>
/// <param name="bank">Says what is shared with other nodes.</param>
internal sealed class LimitCounters(ILimitBank bank)
{
    private readonly ConcurrentDictionary<LimitKey, LimitCounter> _counters = new();
    private readonly ConcurrentQueue<LimitCounter> _woken = new();

    /// <summary>All counters, for metrics.</summary>
    public IEnumerable<LimitCounter> All => _counters.Values;

    /// <summary>The rules of <paramref name="limits"/> that hold for a subject of <paramref name="scope"/>, known by its id and by the name a limit may match.</summary>
    public LimitRule[] Bind(IReadOnlyList<LimitConfig> limits, LimitScope scope, Guid subject, string name)
    {
        List<LimitRule>? rules = null;
        foreach (var limit in limits)
        {
            if (limit.Scope == scope && (limit.RequestsPerMinute > 0 || limit.Concurrency > 0 || limit.Budget is not null)
                && (limit.Match is null || string.Equals(limit.Match, name, StringComparison.OrdinalIgnoreCase)))
            {
                (rules ??= []).Add(new LimitRule(limit, CounterOf(new LimitKey(limit.Name, scope, subject))));
            }
        }

        return rules is null ? [] : [.. rules];
    }

    /// <summary>The rules that hold for all requests of this node.</summary>
    public LimitRule[] BindNode(IReadOnlyList<LimitConfig> limits) => Bind(limits, LimitScope.Node, bank.Node, "");

    /// <summary>Forgets counters of limits that <paramref name="limits"/> no longer has. A request that still runs keeps its own.</summary>
    public void Forget(IReadOnlyList<LimitConfig> limits)
    {
        var names = limits.Select(static limit => (limit.Name, limit.Scope)).ToHashSet();
        foreach (var key in _counters.Keys)
        {
            if (!names.Contains((key.Limit, key.Scope)))
            {
                _counters.TryRemove(key, out _);
            }
        }
    }

    /// <summary>The next counter that has something to exchange and is not looked after yet.</summary>
    public LimitCounter? NextWoken() => _woken.TryDequeue(out var counter) ? counter : null;

    private LimitCounter CounterOf(LimitKey key) =>
        _counters.GetOrAdd(key, static (made, all) => new LimitCounter(made, all.IsShared(made.Scope), all._woken.Enqueue), this);

    // What is limited for one node is that node's business alone.
    private bool IsShared(LimitScope scope) => bank.IsShared && scope != LimitScope.Node;
}
