using Switchyard.Agents.Roster;
using Switchyard.Gateway.Entry;
using Switchyard.Model.Bundles;

namespace Switchyard.Agents.Connections;

/// <summary>The tools of agents, read once for each of their processes, and again when one says that they are others now. What was read of another process is never used.</summary>
internal sealed class AgentToolLists
{
    /// <summary>What the agent's tools are prefixed with, as bundles' are with theirs. A bundle of this name stands back.</summary>
    public const string Prefix = "agent";

    // What models take as a name, with the prefix.
    private const int LongestName = 64 - 7;

    private readonly AccessGate _access;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, (Guid Boot, IReadOnlyList<OfferedTool> Tools)> _known = [];

    private long _changes;

    public AgentToolLists(AccessGate access, AgentRoster roster, AgentConnections connections, TimeProvider time)
    {
        (_access, _time) = (access, time);
        roster.OnChanged(Forget);
        connections.OnListChanged(ListChanged);
    }

    /// <summary>The tools if they were read of this very process, or null.</summary>
    public IReadOnlyList<OfferedTool>? Known(AgentEntry agent)
    {
        lock (_gate)
        {
            return _known.TryGetValue(agent.Id, out var known) && known.Boot == agent.BootId ? known.Tools : null;
        }
    }

    /// <summary>The tools, within <c>server.agents.discovery</c>.</summary>
    /// <exception cref="AgentException">They can not be read.</exception>
    public async Task<IReadOnlyList<OfferedTool>> GetAsync(AgentConnection connection, CancellationToken cancellationToken)
    {
        var agent = connection.Agent;
        if (Known(agent) is { } known)
        {
            return known;
        }

        // A change in the middle makes whoever comes next read once more.
        var before = Volatile.Read(ref _changes);
        var tools = await ReadAsync(connection, cancellationToken);
        lock (_gate)
        {
            if (_changes == before)
            {
                _known[agent.Id] = (agent.BootId, tools);
            }
        }

        return tools;
    }

    private async Task<IReadOnlyList<OfferedTool>> ReadAsync(AgentConnection connection, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_access.Configuration.Server.Agents.Discovery, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var tools = await connection.ListToolsAsync(either.Token);
            return [.. tools.Where(static tool => IsName(tool.Name)).Select(Offered)];
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new AgentException(AgentFault.NoTools);
        }
    }

    private static OfferedTool Offered(BundleTool tool) => new(new BundleKey("", Prefix), $"{Prefix}__{tool.Name}", $"{Prefix}__{tool.Name}", tool, IsRepeatable: false);

    private static bool IsName(string name) => name.Length is > 0 and <= LongestName && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');

    private void ListChanged(AgentEntry agent)
    {
        lock (_gate)
        {
            _changes++;
            _known.Remove(agent.Id);
        }
    }

    private void Forget(AgentEntry changed)
    {
        lock (_gate)
        {
            if (changed.Retired is not null || (_known.TryGetValue(changed.Id, out var known) && known.Boot != changed.BootId))
            {
                _known.Remove(changed.Id);
            }
        }
    }
}
