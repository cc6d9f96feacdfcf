using Switchyard.Hub.Bundles;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Tests.Rig;
using Switchyard.Model.Bundles;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Bundles;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Time;

namespace Switchyard.Hub.Tests.Bundles;

public sealed class ToolApprovalsTests(PostgresServer server)
{
    private static readonly Guid Id = new("01900000-0000-7000-8000-0000000000b2");
    private static readonly BundleKey Key = new("web", "files");

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "TOL-17")]
    public async Task The_first_list_is_approved_and_what_differs_later_is_told_once(string kind)
    {
        await using var rig = await HubDatabase.CreateAsync(kind, server);
        var approvals = Approvals(rig.Database);
        (await approvals.CheckAsync(Id, Key, [], Ended)).ShouldBeEmpty();
        (await approvals.CheckAsync(Id, Key, [Tool("a", '1'), Tool("b", '2')], Ended)).Keys.ShouldBe(["a", "b"], ignoreOrder: true);
        (await EventsAsync(rig)).ShouldBeEmpty();

        for (var round = 0; round < 3; round++)
        {
            var approved = await approvals.CheckAsync(Id, Key, [Tool("a", '1'), Tool("b", '9'), Tool("c", '3')], Ended);
            approved["b"].ShouldBe(new string('2', 64));
            approved.ContainsKey("c").ShouldBeFalse();
        }

        var events = await EventsAsync(rig);
        events.Select(row => (row.Type, row.Action, row.EntityId)).ShouldBe([("tool_quarantined", "warn", Id.ToString("D")), ("tool_quarantined", "warn", Id.ToString("D"))]);
        events[0].Data.ShouldBe($$"""{"workspace":"web","bundle":"files","tool":"b","hash":"{{new string('9', 64)}}","approved":"{{new string('2', 64)}}"}""");
        (await AuditAsync(rig)).ShouldBe(["bundle.quarantine", "bundle.quarantine"]);

        // Approved by an operator, it is on offer; the definition before it is not any more.
        await rig.Database.WriteAsync(
            (session, token) => BundleToolTable.PutAsync(
                session, new BundleToolRow { Workspace = "web", Bundle = "files", Tool = "b", Hash = new string('9', 64), ApprovedAt = FakeTime.Start, ApprovedBy = "ann" }, token),
            Ended);
        (await approvals.CheckAsync(Id, Key, [Tool("b", '2')], Ended))["b"].ShouldBe(new string('9', 64));
        (await EventsAsync(rig)).Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "TOL-17")]
    public async Task Of_nodes_that_see_different_lists_first_one_counts_and_each_difference_is_told_once(string kind)
    {
        await using var rig = await HubDatabase.CreateAsync(kind, server);
        var approvals = Approvals(rig.Database);

        var seen = await Task.WhenAll(Enumerable.Range(0, 8).Select(node => approvals.CheckAsync(Id, Key, [Tool("a", (char)('1' + (node % 2)))], Ended)));

        seen.Select(approved => approved["a"]).Distinct().Count().ShouldBe(1);
        (await EventsAsync(rig)).Count.ShouldBe(1);
        (await AuditAsync(rig)).Count.ShouldBe(1);
    }

    private static ToolApprovals Approvals(Database database) => new(database, new HubPublisher(new FakeTime(), Samples.Instruments()), new FakeTime());

    private static BundleTool Tool(string name, char hash) => new(name, "{}"u8.ToArray(), new string(hash, 64), false);

    private static Task<IReadOnlyList<EventRow>> EventsAsync(HubDatabase rig) =>
        rig.Database.ReadAsync((session, token) => EventTable.ReadAfterAsync(session, HubStreams.BundleStates, 0, 100, token), Ended);

    private static async Task<IReadOnlyList<string>> AuditAsync(HubDatabase rig) =>
        [.. (await rig.Database.ReadAsync((session, token) => AuditTable.ListAsync(session, new AuditFilter(), 100, token), Ended)).Select(row => row.Action)];
}
