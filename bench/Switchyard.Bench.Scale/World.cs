using System.Text;
using Switchyard.Bench.Scale.Agenda;
using Switchyard.Bench.Scale.Edges;
using Switchyard.Bench.Scale.Nodes;
using Switchyard.Hub.Delivery.Points;
using Switchyard.Hub.States;
using Switchyard.Hub.Streams;
using Switchyard.Model.Gateways;
using Switchyard.Storage.Hub;

namespace Switchyard.Bench.Scale;

/// <summary>
/// Nodes, instances and one database on a fake clock. What decides is the code that decides in production: the delivery machine of a session, the channel machine and the reconnection of an edge, the batch
/// of answers, the rollout. What they would wait for, which is processors, network and database, is a queue with a price.
/// </summary>
internal sealed class World
{
    // Pings cost a node next to nothing and a simulation most of its time.
    private static readonly TimeSpan SeldomPing = TimeSpan.FromSeconds(60);

    private readonly List<StateObject> _objects;

    public World(ScaleOptions options)
    {
        Options = options;
        Random = new Random(options.Seed);
        Database = new WorkQueue(Agenda, options.Lanes);
        Sessions = new WorkQueue(Agenda, 1);
        Settings = GatewayChannelConfig.Default with { MaxConnections = options.MaxConnections, Ping = SeldomPing };
        _objects = [.. Enumerable.Range(0, options.Objects).Select(index => Provider(index, 0))];
        Point = new DeliveryPoint(State());
        Nodes = [.. Enumerable.Range(0, options.Nodes).Select(index => new SimNode(this, index))];
        Edges = [.. Enumerable.Range(0, options.Gateways).Select(index => new SimEdge(this, index))];
    }

    public ScaleOptions Options { get; }

    public EventAgenda Agenda { get; } = new();

    public Random Random { get; }

    public GatewayChannelConfig Settings { get; }

    /// <summary>PostgreSQL: statements one after another on each of its lanes.</summary>
    public WorkQueue Database { get; }

    /// <summary>The row of the stream of sessions: whoever connects or has taken answers down bumps it, and holds it until its commit.</summary>
    public WorkQueue Sessions { get; }

    public Guid Epoch { get; } = new("01900000-0000-7000-8000-00000000e000");

    public long Head { get; private set; }

    /// <summary>The events of all changes.</summary>
    public List<EventRow> History { get; } = [];

    /// <summary>When each change was committed.</summary>
    public List<TimeSpan> CommittedAt { get; } = [TimeSpan.Zero];

    /// <summary>The state after the newest change.</summary>
    public DeliveryPoint Point { get; private set; }

    public IReadOnlyList<SimNode> Nodes { get; }

    public IReadOnlyList<SimEdge> Edges { get; }

    /// <summary>How long each instance took for each change, from its commit until it served.</summary>
    public List<TimeSpan> Delays { get; } = [];

    public Tally Tally { get; } = new();

    /// <summary>Instances that a node has welcomed.</summary>
    public int Live { get; set; }

    /// <summary>Instances that do not serve the newest change yet.</summary>
    public int Behind { get; private set; }

    /// <summary>Makes a change and tells all nodes.</summary>
    public void Publish()
    {
        Head++;
        var index = (int)(Head % _objects.Count);
        _objects[index] = Provider(index, Head);
        History.Add(new EventRow
        {
            Stream = HubStreams.Config, Version = Head, Id = Guid.CreateVersion7(Utc), Type = HubStreams.AiProvidersChanged, Action = "update", EntityId = _objects[index].Id, OriginatedAt = Utc,
        });
        CommittedAt.Add(Agenda.Now);
        Point = new DeliveryPoint(State());
        Behind = Edges.Count;
        foreach (var node in Nodes)
        {
            node.Hear(Point);
        }
    }

    /// <summary>An instance serves up to <paramref name="after"/>; before it was up to <paramref name="before"/>.</summary>
    public void Served(long before, long after)
    {
        for (var seq = before + 1; seq <= after && before > 0; seq++)
        {
            Delays.Add(Agenda.Now - CommittedAt[(int)seq]);
        }

        Behind -= before < Head && after >= Head ? 1 : 0;
    }



    /// <summary>A live node for whoever asks next, as a load balancer chooses it.</summary>
    public SimNode? AnyNode()
    {
        for (var tries = 0; tries < 4 * Nodes.Count; tries++)
        {
            if (Nodes[Random.Next(Nodes.Count)] is { IsAlive: true } node)
            {
                return node;
            }
        }

        return null;
    }

    /// <summary>A transaction: statements on one of the database's lanes, then the row of the stream of sessions if it is bumped.</summary>
    public void Transact(int statements, bool bumps, Action done, Func<bool>? isWanted = null) => Transact(Options.Statement * statements, bumps, done, isWanted);

    /// <summary>A transaction of a known length.</summary>
    public void Transact(TimeSpan length, bool bumps, Action done, Func<bool>? isWanted = null) =>
        Database.Add(length, bumps ? () => Sessions.Add(Options.Commit, done) : done, isWanted);

    public TimeSpan Way() => Options.Network * (1 + Random.NextDouble());

    private DateTimeOffset Utc => DateTimeOffset.UnixEpoch + Agenda.Now;

    private GatewayState State() => GatewayState.Of(Epoch, Head, _objects);

    // About as long as a provider with a key and a few settings.
    private static StateObject Provider(int index, long version) => new(
        StateKinds.Provider, new Guid(index, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1]).ToString("D"), Encoding.UTF8.GetBytes($$"""{"name":"provider-{{index}}","version":{{version}},"settings":"{{new string('x', 400)}}"}""")) { HasEvents = true };
}
