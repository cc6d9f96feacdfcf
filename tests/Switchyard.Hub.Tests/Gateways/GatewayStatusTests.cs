using Switchyard.Hub.Gateways;
using Switchyard.Storage.Gateways;

namespace Switchyard.Hub.Tests.Gateways;

public sealed class GatewayStatusTests
{
    private const long Head = 10;
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Epoch = Guid.CreateVersion7();
    private static readonly Guid Id = Guid.CreateVersion7();

    /// <summary>Every combination of what decides about one instance, against the rule said in another way.</summary>
    [Fact]
    [Trait("criterion", "HUB-43")]
    [Trait("criterion", "HUB-57")]
    public void An_instance_has_one_status_in_every_combination()
    {
        var seen = new HashSet<string>();
        var combinations =
            from live in new[] { true, false }
            from sameEpoch in new[] { true, false }
            from behind in new[] { 0, 1, 5 }
            from rejected in new long?[] { null, 4, Head }
            from made in new int?[] { 59, 60, 61, null }
            from connected in new[] { 30, 90 }
            from acked in new int?[] { 10, 120, null }
            select (live, sameEpoch, behind, rejected, made, connected, acked);
        foreach (var (live, sameEpoch, behind, rejected, made, connected, acked) in combinations)
        {
            var ackedSeq = Head - behind;
            var row = Row("one", ackedSeq, acked is { } ago ? Now.AddSeconds(-ago) : null) with { Epoch = sameEpoch ? Epoch : Guid.CreateVersion7(), RejectedSeq = rejected };
            var first = sameEpoch ? ackedSeq + 1 : 1;
            var moment = new GatewayMoment(Epoch, Head, Now, made is { } age ? new Dictionary<long, DateTimeOffset> { [first] = Now.AddSeconds(-age) } : []);

            var status = InstanceStatus.Of(row, live ? [Connection("one", Now.AddSeconds(-connected))] : [], moment);

            var pending = sameEpoch ? behind : Head;
            var silent = Math.Min(made ?? int.MaxValue, Math.Min(connected, acked ?? int.MaxValue));
            var expected = !live ? "offline" : rejected > Head - pending ? "rejected" : pending > 0 && silent > 60 ? "lagging" : "connected";
            status.State.ShouldBe(expected, $"live {live}, same epoch {sameEpoch}, behind {behind}, rejected {rejected}, made {made}, connected {connected}, acked {acked}");
            status.Pending.ShouldBe(pending);
            status.AckedSeq.ShouldBe(Head - pending);
            seen.Add(status.State);
        }

        seen.Order().ShouldBe(["connected", "lagging", "offline", "rejected"]);
    }

    [Fact]
    [Trait("criterion", "HUB-43")]
    public void A_gateway_is_as_well_as_the_worst_of_its_live_instances()
    {
        string[] kinds = ["connected", "lagging", "rejected", "offline"];
        var combinations = from enabled in new[] { true, false } from one in kinds from two in kinds from three in kinds select (enabled, one, two, three);
        foreach (var (enabled, one, two, three) in combinations)
        {
            var (instances, live) = Make(one, two, three);

            var status = GatewayStatus.Of(Gateway(enabled), instances, live, Moment());

            var expected = !enabled ? "disabled" : new[] { "rejected", "lagging", "connected" }.FirstOrDefault(state => state == one || state == two || state == three) ?? "offline";
            status.State.ShouldBe(expected, $"{one}, {two}, {three}");
            status.Instances.Select(instance => instance.State).ShouldBe([one, two, three]);
        }

        GatewayStatus.Of(Gateway(true), [], [], Moment()).State.ShouldBe("offline");
    }

    [Fact]
    [Trait("criterion", "HUB-43")]
    public void Numbers_are_of_the_slowest_live_instance_and_without_one_of_the_last_seen()
    {
        GatewayInstanceRow[] instances =
        [
            Row("away", 1) with { LastSeenAt = Now.AddDays(-3), Revision = 1 },
            Row("fast", 9) with { Revision = 9 },
            Row("slow", 7) with { Revision = 6, LastSeenAt = Now.AddSeconds(-40) },
        ];

        var connected = GatewayStatus.Of(Gateway(true), instances, [Connection("fast", Now), Connection("slow", Now)], Moment());
        var offline = GatewayStatus.Of(Gateway(true), instances, [], Moment());

        (connected.AckedSeq, connected.Pending, connected.Revision, connected.LastSeenAt).ShouldBe((7, 3, 6, Now));
        (offline.AckedSeq, offline.Pending, offline.Revision).ShouldBe((9, 1, 9));
        (GatewayStatus.Of(Gateway(true), [], [], Moment()) is { AckedSeq: 0, Pending: Head, LastSeenAt: null }).ShouldBeTrue();
    }

    [Fact]
    [Trait("criterion", "HUB-43")]
    public void Rows_of_other_gateways_and_ended_connections_do_not_count()
    {
        var stranger = Guid.CreateVersion7();

        var status = GatewayStatus.Of(
            Gateway(true),
            [Row("one", Head), Row("one", 3) with { GatewayId = stranger }],
            [Connection("one", Now) with { GatewayId = stranger }, Connection("one", Now) with { EndedAt = Now }],
            Moment());

        (status.State, status.Instances.Count).ShouldBe(("offline", 1));
    }

    private static (GatewayInstanceRow[] Instances, GatewayConnectionRow[] Live) Make(params string[] kinds)
    {
        var instances = kinds.Index().Select(kind => Row($"i{kind.Index}", kind.Item == "connected" ? Head : 5) with { RejectedSeq = kind.Item == "rejected" ? 8 : null }).ToArray();
        return (instances, [.. kinds.Index().Where(kind => kind.Item != "offline").Select(kind => Connection($"i{kind.Index}", Now.AddHours(-1)))]);
    }

    private static GatewayMoment Moment() => new(Epoch, Head, Now, new Dictionary<long, DateTimeOffset> { [6] = Now.AddMinutes(-2), [8] = Now });

    private static GatewayRow Gateway(bool enabled) =>
        new() { Id = Id, Name = "edge-eu", DisplayName = "edge-eu", LabelsJson = "{}", Enabled = enabled, CreatedAt = Now, UpdatedAt = Now };

    private static GatewayInstanceRow Row(string instance, long acked, DateTimeOffset? ackedAt = null) => new()
    {
        GatewayId = Id, InstanceId = instance, BootId = "boot", FirstSeenAt = Now.AddDays(-4), LastSeenAt = Now, Epoch = Epoch, AckedSeq = acked, AckedAt = ackedAt,
    };

    private static GatewayConnectionRow Connection(string instance, DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(), GatewayId = Id, InstanceId = instance, BootId = "boot", TokenId = Id, NodeId = Id, Node = "node", Address = "", ConnectedAt = at, ExpiresAt = Now.AddSeconds(20),
    };
}
