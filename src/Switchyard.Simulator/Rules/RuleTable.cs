namespace Switchyard.Simulator.Rules;

/// <summary>The rules in force; may change at any time, each request sees one state of the table.</summary>
public sealed class RuleTable
{
    private readonly Lock _gate = new();
    private volatile ActiveRule[] _rules = [];
    private int _lastId;

    /// <summary>The rules in the order in which they are tried.</summary>
    public IReadOnlyList<ActiveRule> Rules => _rules;

    internal bool IsEmpty => _rules.Length == 0;

    /// <summary>Adds a rule at the end.</summary>
    public ActiveRule Add(SimulatorRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        lock (_gate)
        {
            var active = new ActiveRule(++_lastId, rule);
            _rules = [.. _rules, active];
            return active;
        }
    }

    /// <summary>Removes a rule; false when it is not there. Answers it holds at its gate stay held.</summary>
    public bool Remove(int id)
    {
        lock (_gate)
        {
            var before = _rules;
            _rules = [.. before.Where(rule => rule.Id != id)];
            return _rules.Length != before.Length;
        }
    }

    /// <summary>Removes all rules.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _rules = [];
        }
    }

    internal ActiveRule? Take(string? key, string? model, string path)
    {
        foreach (var rule in _rules)
        {
            if (rule.Rule.Matches(key, model, path) && rule.TryTake())
            {
                return rule;
            }
        }

        return null;
    }
}
