using System.Collections.Concurrent;
using Switchyard.Model.Limits;

namespace Switchyard.Gateway.Limits;

/// <summary>The counters of the node by limit and subject. Used when a configuration is prepared, never by a request.</summary>
internal sealed class LimitCounters
{
    private readonly ConcurrentDictionary<(string Limit, Guid Subject), LimitCounter> _counters = new();

    /// <summary>The rules of <paramref name="limits"/> that hold for a subject of <paramref name="scope"/>, known by its id and by the name a limit may match.</summary>
    public LimitRule[] Bind(IReadOnlyList<LimitConfig> limits, LimitScope scope, Guid subject, string name)
    {
        List<LimitRule>? rules = null;
        foreach (var limit in limits)
        {
            if (limit.Scope == scope && (limit.RequestsPerMinute > 0 || limit.Concurrency > 0)
                && (limit.Match is null || string.Equals(limit.Match, name, StringComparison.OrdinalIgnoreCase)))
            {
                (rules ??= []).Add(new LimitRule(limit, _counters.GetOrAdd((limit.Name, subject), static _ => new LimitCounter())));
            }
        }

        return rules is null ? [] : [.. rules];
    }

    /// <summary>Forgets counters of limits that <paramref name="limits"/> no longer has. A request that still runs keeps its own.</summary>
    public void Forget(IReadOnlyList<LimitConfig> limits)
    {
        var names = limits.Select(static limit => limit.Name).ToHashSet();
        foreach (var key in _counters.Keys)
        {
            if (!names.Contains(key.Limit))
            {
                _counters.TryRemove(key, out _);
            }
        }
    }
}
