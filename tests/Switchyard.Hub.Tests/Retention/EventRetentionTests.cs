using Switchyard.Hub.Retention;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Tests.Rig;
using Switchyard.Model.Gateways;
using Switchyard.Storage.Gateways;
using Switchyard.Storage.Hub;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Time;

namespace Switchyard.Hub.Tests.Retention;

/// <summary>What is removed of the log, and that nobody loses anything without being told.</summary>
public sealed class EventRetentionTests(PostgresServer server)
{
    private readonly FakeTime _time = new();

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "HUB-34")]
    public async Task What_all_have_acknowledged_goes_after_a_day_and_the_newest_event_stays(string kind)
    {
        await using var rig = await HubDatabase.CreateAsync(kind, server);
        await PublishAsync(rig, 10);
        await InstanceAsync(rig, "one", 10);
        await InstanceAsync(rig, "two", 6);
        (await RunAsync(rig)).ShouldBe(0);

        _time.Advance(TimeSpan.FromHours(25));
        await PublishAsync(rig, 2);
        (await RunAsync(rig)).ShouldBe(6);
        (await OldestAsync(rig)).ShouldBe(7);

        await InstanceAsync(rig, "two", 12);
        await InstanceAsync(rig, "one", 12);
        (await RunAsync(rig)).ShouldBe(4);
        _time.Advance(TimeSpan.FromHours(25));
        (await RunAsync(rig)).ShouldBe(1);
        (await OldestAsync(rig)).ShouldBe(12);
        (await RunAsync(rig)).ShouldBe(0);
        (await LostAsync(rig)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "HUB-24")]
    [Trait("criterion", "HUB-34")]
    public async Task A_gateway_without_instances_holds_nothing_up(string kind)
    {
        await using var rig = await HubDatabase.CreateAsync(kind, server);
        await GatewayAsync(rig);
        await PublishAsync(rig, 5);
        _time.Advance(TimeSpan.FromHours(25));

        (await RunAsync(rig)).ShouldBe(4);
    }

    [Theory]
    [InlineData("sqlite", true)]
    [InlineData("postgresql", true)]
    [InlineData("sqlite", false)]
    [InlineData("postgresql", false)]
    [Trait("criterion", "HUB-35")]
    [Trait("criterion", "HUB-36")]
    public async Task Who_is_away_for_too_long_is_named_with_what_it_lost_and_gets_a_snapshot(string kind, bool byAge)
    {
        await using var rig = await HubDatabase.CreateAsync(kind, server);
        await PublishAsync(rig, 10);
        await InstanceAsync(rig, "here", 10);
        await InstanceAsync(rig, "away", 3);
        var config = byAge ? EventLogConfig.Default : new EventLogConfig { UnackedCount = 4 };
        if (byAge)
        {
            _time.Advance(TimeSpan.FromDays(6));
            (await RunAsync(rig)).ShouldBe(3);
            _time.Advance(TimeSpan.FromDays(2));
            await PublishAsync(rig, 1);
        }

        await RunAsync(rig, config);

        var lost = (await LostAsync(rig)).ShouldHaveSingleItem();
        (lost.InstanceId, lost.FromSeq, lost.ToSeq, lost.Reason).ShouldBe(byAge ? ("away", 4L, 10L, "age") : ("away", 4L, 6L, "count"));
        (await rig.Database.ReadAsync((session, token) => GatewayInstanceTable.FindAsync(session, GatewayId, "away", token), Ended))!.SnapshotReason.ShouldBe("history_lost");
        (await rig.Database.ReadAsync((session, token) => GatewayInstanceTable.FindAsync(session, GatewayId, "here", token), Ended))!.SnapshotReason.ShouldBeNull();
        var alert = (await rig.Database.ReadAsync((session, token) => EventTable.ReadAfterAsync(session, HubStreams.Alerts, 0, 10, token), Ended)).ShouldHaveSingleItem();
        (alert.Type, alert.EntityId).ShouldBe(("history_lost", GatewayId.ToString()));

        // It needs a snapshot now, so it holds nothing up and loses nothing more.
        await RunAsync(rig, config);
        (await LostAsync(rig)).Count.ShouldBe(1);
    }

    private static readonly Guid GatewayId = new("01900000-0000-7000-8000-000000000010");

    private Task<int> RunAsync(HubDatabase rig, EventLogConfig? config = null)
    {
        var instruments = Samples.Instruments();
        return new EventRetention(rig.Database, new HubPublisher(_time, instruments), instruments, _time).RunOnceAsync(config ?? EventLogConfig.Default, Ended);
    }

    private async Task PublishAsync(HubDatabase rig, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await rig.Database.WriteAsync((session, token) => Samples.Recorder(_time).RecordAsync(session, Samples.Change(), token), Ended);
        }
    }

    private async Task GatewayAsync(HubDatabase rig)
    {
        var row = new GatewayRow { Id = GatewayId, Name = "plant", DisplayName = "", LabelsJson = "{}", Enabled = true, CreatedAt = _time.GetUtcNow(), UpdatedAt = _time.GetUtcNow() };
        await rig.Database.WriteAsync(
            async (session, token) =>
            {
                if (await GatewayTable.FindAsync(session, row.Name, token) is null)
                {
                    await GatewayTable.InsertAsync(session, row, token);
                }
            },
            Ended);
    }

    private async Task InstanceAsync(HubDatabase rig, string id, long acked)
    {
        await GatewayAsync(rig);
        await rig.Database.WriteAsync(
            async (session, token) =>
            {
                var row = new GatewayInstanceRow
                {
                    GatewayId = GatewayId,
                    InstanceId = id,
                    BootId = "b",
                    FirstSeenAt = _time.GetUtcNow(),
                    LastSeenAt = _time.GetUtcNow(),
                    Epoch = await EpochTable.GetAsync(session, token),
                    AckedSeq = acked,
                };
                await GatewayInstanceTable.ConnectAsync(session, row, token);
                await GatewayInstanceTable.AckAsync(session, [row], token);
            },
            Ended);
    }

    private static Task<long?> OldestAsync(HubDatabase rig) => rig.Database.ReadAsync((session, token) => EventTable.OldestAsync(session, HubStreams.Config, token), Ended);

    private static Task<IReadOnlyList<LostRangeRow>> LostAsync(HubDatabase rig) => rig.Database.ReadAsync((session, token) => LostRangeTable.ListAsync(session, GatewayId, 10, token), Ended);
}
