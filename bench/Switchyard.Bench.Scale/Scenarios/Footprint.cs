using Switchyard.Configuration.Nodes;
using Switchyard.Hub.Delivery.Points;
using Switchyard.Hub.Delivery.Sessions;
using Switchyard.Hub.Gateways;
using Switchyard.Hub.Protocol;
using Switchyard.Model.Gateways;
using Switchyard.Storage.Gateways;

namespace Switchyard.Bench.Scale.Scenarios;

/// <summary>Memory of the real objects, measured by making many of them, and the cost of the real rollout.</summary>
internal static class Footprint
{
    private const int Machines = 20_000;

    /// <summary>Bytes of a session's machine: when its instance is current, and when it owes answers to a full window of single changes.</summary>
    public static (long Idle, long Full) OfMachine(World world)
    {
        _ = Measure(world, changes: 1, count: 1);
        return (Measure(world, changes: 0, Machines), Measure(world, world.Settings.Window, Machines / 10));
    }

    /// <summary>Time and allocated bytes of one look at the rollout of all gateways, rows being read already.</summary>
    public static (TimeSpan Time, long Bytes) OfRollout(World world)
    {
        var now = DateTimeOffset.UnixEpoch;
        var moment = new GatewayMoment(world.Epoch, world.Head, now, new Dictionary<long, DateTimeOffset>());
        var rows = world.Edges.Select((edge, index) => (
            Row: new GatewayRow { Id = edge.Id, Name = $"gateway-{index}", DisplayName = "", LabelsJson = "{}", Enabled = true, CreatedAt = now, UpdatedAt = now },
            Instance: edge.Known ?? new GatewayInstanceRow { GatewayId = edge.Id, InstanceId = "i", BootId = "b", FirstSeenAt = now, LastSeenAt = now },
            Live: new GatewayConnectionRow { Id = edge.Id, GatewayId = edge.Id, InstanceId = "i", BootId = "b", TokenId = Guid.Empty, NodeId = Guid.Empty, Node = "n", Address = "" })).ToList();
        _ = Look();
        var (began, before) = (TimeProvider.System.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
        _ = Look();
        return (TimeProvider.System.GetElapsedTime(began), GC.GetAllocatedBytesForCurrentThread() - before);

        bool Look() => new Rollout(world.Epoch, world.Head, [], RolloutGateway.Of([.. rows.Select(row => GatewayStatus.Of(row.Row, [row.Instance], [row.Live], moment))], world.Head)).IsDecided;
    }

    // Sessions that resumed and were sent so many changes, one by one; states and events are shared by all, as on a node.
    private static long Measure(World world, int changes, int count)
    {
        var shared = new World(world.Options with { Gateways = 0, Nodes = 0 });
        var start = new SessionStart
        {
            ConnectionId = Guid.Empty,
            GatewayId = Guid.Empty,
            Labels = Labels.None,
            Hello = new HelloFrame { InstanceId = "i", BootId = "b", Epoch = shared.Epoch, LastSeq = 0, StateHash = shared.Point.For(Labels.None).Hash },
            Epoch = shared.Epoch,
            Head = 0,
            Age = TimeSpan.FromMinutes(20),
            Settings = world.Settings,
        };
        var machines = new DeliveryMachine[count];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < count; i++)
        {
            machines[i] = new DeliveryMachine(start with { ConnectionId = Guid.CreateVersion7(DateTimeOffset.UnixEpoch) });
            machines[i].On(new SessionInput.PointCame(shared.Point), TimeSpan.Zero);
        }

        for (var change = 0; change < changes; change++)
        {
            shared.Publish();
            var page = new SessionInput.EventsCame(new EventPage([shared.History[^1]]));
            foreach (var machine in machines)
            {
                machine.On(new SessionInput.PointCame(shared.Point), TimeSpan.FromSeconds(1));
                machine.On(page, TimeSpan.FromSeconds(1));
            }
        }

        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / count;
        GC.KeepAlive(machines);
        return bytes;
    }
}
