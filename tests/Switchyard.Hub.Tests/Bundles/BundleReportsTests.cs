using System.Text.Json;
using Switchyard.Hub.Bundles;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Tests.Rig;
using Switchyard.Model.Bundles;
using Switchyard.Storage.Bundles;
using Switchyard.Storage.Hub;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Time;

namespace Switchyard.Hub.Tests.Bundles;

public sealed class BundleReportsTests(PostgresServer server)
{
    private static readonly Guid Node = new("01900000-0000-7000-8000-0000000000b1");
    private static readonly Guid Id = new("01900000-0000-7000-8000-0000000000b2");
    private static readonly BundleKey Key = new("web", "files");

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "BND-2")]
    [Trait("criterion", "BND-64")]
    public async Task Every_move_is_one_event_and_one_entry_of_the_history_in_the_same_order(string kind)
    {
        await using var rig = await HubDatabase.CreateAsync(kind, server);
        var reports = Reports(rig);
        BundleState[] way = [BundleState.Stopped, BundleState.Starting, BundleState.Running, BundleState.Restarting, BundleState.Running, BundleState.Crashed];

        await reports.WriteAsync(
            Node, [new BundleReport(Id, Status(BundleState.Crashed, settled: 4), [.. way.Zip(way[1..]).Select((pair, at) => new BundleMove(FakeTime.Start.AddSeconds(at), pair.First, pair.Second, $"r{at}", at))])], Ended);

        var events = await ReadAsync(rig, (session, token) => EventTable.ReadAfterAsync(session, HubStreams.BundleStates, 0, 100, token));
        events.Select(row => row.Type).ShouldBe(["bundle_state_changed", "bundle_state_changed", "bundle_state_changed", "bundle_respawned", "bundle_state_changed"]);
        events.ShouldAllBe(row => row.EntityId == Id.ToString("D"));
        var data = JsonElement.Parse(events[3].Data);
        (data.GetProperty("from").GetString(), data.GetProperty("to").GetString(), data.GetProperty("reason").GetString(), data.GetProperty("generation").GetInt64(), data.GetProperty("workspace").GetString(), data.GetProperty("bundle").GetString())
            .ShouldBe(("restarting", "running", "r3", 3, "web", "files"));
        var moves = await ReadAsync(rig, (session, token) => BundleMoveTable.ListAsync(session, "web", "files", long.MaxValue, 100, token));
        moves.Select(move => (move.Seq, move.Reason)).ShouldBe(events.Reverse().Select((row, at) => (row.Version, $"r{4 - at}")));
        (await ReadAsync(rig, (session, token) => BundleNodeTable.ListAsync(session, "web", token))).ShouldHaveSingleItem().SettledRevision.ShouldBe(4);
        (await VersionAsync(rig, HubStreams.Config)).ShouldBe(0, "it is no revision");
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task A_report_without_moves_wakes_those_who_wait_and_leaves_no_event(string kind)
    {
        await using var rig = await HubDatabase.CreateAsync(kind, server);
        var reports = Reports(rig);

        await reports.WriteAsync(Node, [], Ended);
        (await VersionAsync(rig, HubStreams.BundleReports)).ShouldBe(0, "nothing was said");
        await reports.WriteAsync(Node, [new BundleReport(Id, Status(BundleState.Running, settled: 5), [])], Ended);
        ((await VersionAsync(rig, HubStreams.BundleReports)), await VersionAsync(rig, HubStreams.BundleStates)).ShouldBe((1, 0));

        await reports.ForgetAsync(Node, Key, Ended);
        (await ReadAsync(rig, (session, token) => BundleNodeTable.ListAsync(session, "web", token))).ShouldBeEmpty();
        await reports.WriteAsync(Node, [new BundleReport(Id, Status(BundleState.Running, settled: 5), [])], Ended);
        await reports.BeginAsync(Node, Ended);
        (await ReadAsync(rig, (session, token) => BundleNodeTable.ListAsync(session, "web", token))).ShouldBeEmpty();
        (await VersionAsync(rig, HubStreams.BundleReports)).ShouldBe(4);
    }

    [Fact]
    public async Task What_is_too_long_for_people_is_cut()
    {
        await using var rig = await HubDatabase.CreateAsync("sqlite", server);
        var text = new string('x', BundleReports.MaxText + 5);

        await Reports(rig).WriteAsync(
            Node,
            [new BundleReport(Id, Status(BundleState.Crashed, settled: 1) with { LastError = text }, [new BundleMove(FakeTime.Start, BundleState.Running, BundleState.Crashed, "exited", 1, text)])],
            Ended);

        (await ReadAsync(rig, (session, token) => BundleNodeTable.ListAsync(session, "web", token)))[0].LastError!.Length.ShouldBe(BundleReports.MaxText);
        (await ReadAsync(rig, (session, token) => BundleMoveTable.ListAsync(session, "web", "files", long.MaxValue, 1, token)))[0].Detail!.Length.ShouldBe(BundleReports.MaxText);
    }

    private static BundleReports Reports(HubDatabase rig) => new(rig.Database, new HubPublisher(new FakeTime(), Samples.Instruments()), new FakeTime());

    private static BundleStatus Status(BundleState state, long settled) => new() { Key = Key, State = state, Reason = "r", Generation = 1, Since = FakeTime.Start, SettledRevision = settled };

    private static Task<T> ReadAsync<T>(HubDatabase rig, Func<Storage.Sql.SqlSession, CancellationToken, Task<T>> work) => rig.Database.ReadAsync(work, Ended);

    private static Task<long> VersionAsync(HubDatabase rig, string stream) => ReadAsync(rig, (session, token) => StreamTable.VersionAsync(session, stream, token));
}
