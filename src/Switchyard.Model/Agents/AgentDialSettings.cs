namespace Switchyard.Model.Agents;

/// <summary>How an agent is dialled (section <c>server.agents.dial</c>).</summary>
public sealed record AgentDialSettings
{
    /// <summary>The defaults.</summary>
    public static AgentDialSettings Default { get; } = new();

    /// <summary>How long a dial may be pending before the database is asked whether it is the right agent. 1 ms to 1 min.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long the database may take for that answer. 1 ms to 1 min.</summary>
    public TimeSpan Validate { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>All time of a dial, the retry included. 1 s to 10 min, not shorter than <see cref="Delay"/>.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a failed dial of an agent that is the right one is tried again. 0 or 1.</summary>
    public int Retries { get; init; } = 1;

    /// <summary>Whether a second connection is begun beside one that is slow, once the agent is known to be the right one.</summary>
    public bool Hedge { get; init; }

    /// <summary>How long after that answer the second connection is begun. 1 ms to 1 min.</summary>
    public TimeSpan HedgeDelay { get; init; } = TimeSpan.FromMilliseconds(250);
}
