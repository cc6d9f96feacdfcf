using Switchyard.Gateway.Limits;
using Switchyard.Model.Limits;
using Switchyard.Storage.Limits;

namespace Switchyard.Gateway.Tests.Limits;

/// <summary>Several nodes and the database between them as plain objects, moved step by step by a test: the counters are the product's, the arithmetic of the database is the product's.</summary>
internal sealed class YardOfNodes
{
    public const string Month = "2026-01";
    private static readonly Guid Subject = new(7, 7, 7, [0, 0, 0, 0, 0, 0, 0, 7]);
    private readonly Dictionary<int, LimitLeaseRow> _leases = [];
    private long _fullAt;

    public YardOfNodes(int nodes, LimitConfig config)
    {
        Nodes = [.. Enumerable.Range(0, nodes).Select(_ => new LimitCounter(new LimitKey(config.Name, config.Scope, Subject), shared: true))];
        Configure(config);
    }

    public LimitCounter[] Nodes { get; }

    /// <summary>Ticks of the one clock.</summary>
    public long Now { get; private set; } = TimeSpan.TicksPerDay;

    public LimitConfig Config { get; private set; } = null!;

    public LimitRule[] Rules { get; private set; } = [];

    /// <summary>Recorded cost.</summary>
    public long Spent { get; set; }

    public LimitMoment Moment => new(Now);

    public void Configure(LimitConfig config)
    {
        Config = config;
        Rules = [.. Nodes.Select(node => new LimitRule(config, node))];
    }

    public void Advance(long ticks) => Now += ticks;

    /// <summary>An exchange from the question to the answer, or only half of it when <paramref name="apply"/> is false: the database has it, the node never hears.</summary>
    public void Exchange(int node, bool apply = true)
    {
        if (Nodes[node].Ask(Now) is { } ask)
        {
            var grant = Grant(node, ask);
            if (apply)
            {
                Nodes[node].Apply(ask, grant, Now, Now);
            }
            else
            {
                Nodes[node].Failed(ask);
            }
        }
    }

    /// <summary>The database's answer, and what is written of it.</summary>
    public LimitGrant Grant(int node, LimitAsk ask)
    {
        var now = DateTimeOffset.UnixEpoch.AddTicks(Now);
        LimitLeaseRow[] others = [.. _leases.Where(lease => lease.Key != node).Select(lease => lease.Value)];
        (var grant, _fullAt) = LimitDecision.Of(ask, _fullAt, others, Spent, now);
        foreach (var silent in _leases.Where(lease => lease.Key != node && lease.Value.ExpiresAt <= now).Select(lease => lease.Key).ToArray())
        {
            _leases.Remove(silent);
        }

        _leases[node] = LimitDecision.LeaseOf(ask, grant, Guid.Empty, now);
        return grant;
    }
}
