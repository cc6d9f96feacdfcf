using System.Collections.Immutable;

namespace Switchyard.Agents.Roster;

/// <summary>All agents that serve, at one moment. Immutable.</summary>
/// <param name="Version">The version of the stream of agents that it was read at.</param>
/// <param name="Agents">By id.</param>
internal sealed record AgentMap(long Version, ImmutableDictionary<Guid, AgentEntry> Agents)
{
    /// <summary>Nobody is known.</summary>
    public static AgentMap Empty { get; } = new(-1, ImmutableDictionary<Guid, AgentEntry>.Empty);

    /// <summary>The agent, or null.</summary>
    public AgentEntry? Find(Guid id) => Agents.GetValueOrDefault(id);

    /// <summary>This map after agents changed: those that serve are in it, those that were retired are not.</summary>
    public AgentMap With(IEnumerable<AgentEntry> changed, long version)
    {
        var agents = Agents.ToBuilder();
        foreach (var agent in changed)
        {
            if (agent.Retired is null)
            {
                agents[agent.Id] = agent;
            }
            else
            {
                agents.Remove(agent.Id);
            }
        }

        return new AgentMap(version, agents.ToImmutable());
    }
}
