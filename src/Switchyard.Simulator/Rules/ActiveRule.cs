namespace Switchyard.Simulator.Rules;

/// <summary>A rule in a table, with its count.</summary>
public sealed class ActiveRule
{
    private int _matches;

    internal ActiveRule(int id, SimulatorRule rule)
    {
        Id = id;
        Rule = rule;
    }

    /// <summary>Unique in its table.</summary>
    public int Id { get; }

    /// <summary>The rule.</summary>
    public SimulatorRule Rule { get; }

    /// <summary>How many requests it has decided.</summary>
    public int Hits => Math.Clamp(Volatile.Read(ref _matches) - Rule.Skip, 0, Rule.Times ?? int.MaxValue);

    /// <summary>Counts a matching request and says whether the rule decides it.</summary>
    internal bool TryTake()
    {
        var match = Interlocked.Increment(ref _matches);
        return match > Rule.Skip && (Rule.Times is not { } times || match - Rule.Skip <= times);
    }
}
