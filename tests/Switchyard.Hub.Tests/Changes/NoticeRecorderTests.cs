using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Hub.Tests.Rig;
using Switchyard.Storage.Hub;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Time;

namespace Switchyard.Hub.Tests.Changes;

public sealed class NoticeRecorderTests(PostgresServer server)
{
    private readonly NoticeRecorder _recorder = new(new FakeTime(), Samples.Instruments());

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "HUB-1")]
    [Trait("criterion", "PRV-64")]
    public async Task A_notice_is_an_event_of_its_stream_and_no_revision(string kind)
    {
        await using var rig = await HubDatabase.CreateAsync(kind, server);
        var revision = await rig.Database.ReadAsync((session, token) => StreamTable.VersionAsync(session, HubStreams.Config, token), Ended);
        var what = new HubEvent(HubStreams.BudgetWarning, HubAction.Warn, "subject");

        await rig.Database.WriteAsync((session, token) => _recorder.RecordAsync(session, HubStreams.Limits, what, """{"share":0.85}""", token), Ended);

        var row = (await rig.Database.ReadAsync((session, token) => EventTable.ReadAfterAsync(session, HubStreams.Limits, 0, 10, token), Ended)).ShouldHaveSingleItem();
        (row.Version, row.Type, row.Action, row.EntityId, row.Data).ShouldBe((1, "budget_warning", "warn", "subject", """{"share":0.85}"""));
        (await rig.Database.ReadAsync((session, token) => StreamTable.VersionAsync(session, HubStreams.Config, token), Ended)).ShouldBe(revision);
    }

    [Theory]
    [InlineData(HubStreams.Config)]
    [InlineData(HubStreams.Audit)]
    [InlineData(" ")]
    public async Task A_stream_whose_versions_mean_something_else_is_refused(string stream)
    {
        await using var rig = await HubDatabase.CreateAsync("sqlite", server);
        await Should.ThrowAsync<ArgumentException>(() => rig.Database.WriteAsync(
            (session, token) => _recorder.RecordAsync(session, stream, new HubEvent("x", HubAction.Warn, "y"), "{}", token), Ended));
    }
}
