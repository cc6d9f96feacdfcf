using Switchyard.Hub.Streams;
using Switchyard.Hub.Tests.Rig;
using Switchyard.Storage.Hub;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Time;

namespace Switchyard.Hub.Tests.Streams;

public sealed class HubPublisherTests(PostgresServer server)
{
    private static readonly Guid Id = new("01900000-0000-7000-8000-0000000000e1");

    private readonly HubPublisher _publisher = new(new FakeTime(), Samples.Instruments());

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "HUB-1")]
    [Trait("criterion", "HUB-5")]
    [Trait("criterion", "HUB-7")]
    public async Task Every_action_is_published_with_an_id_of_its_own_and_empty_data(string kind)
    {
        await using var rig = await HubDatabase.CreateAsync(kind, server);
        foreach (var action in Enum.GetValues<HubAction>())
        {
            await PublishAsync(rig, "s", new HubEvent("t", action, "x") { Data = " " });
        }

        var rows = await RowsAsync(rig, "s");
        rows.Select(row => row.Action).ShouldBe(HubActions.Names);
        rows.Select(row => row.Version).ShouldBe(Enumerable.Range(1, rows.Count).Select(version => (long)version));
        rows.Select(row => row.Id).ShouldBeUnique();
        rows.ShouldAllBe(row => row.Id.Version == 7 && row.Data == "{}" && row.OriginatedAt == FakeTime.Start);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "HUB-6")]
    public async Task An_event_that_is_there_is_not_published_again_in_its_stream(string kind)
    {
        await using var rig = await HubDatabase.CreateAsync(kind, server);
        var what = new HubEvent("t", HubAction.Create, "x") { EventId = Id };

        (await PublishAsync(rig, "s", what)).ShouldBe(1);
        (await PublishAsync(rig, "s", new HubEvent("t", HubAction.Create, "y"))).ShouldBe(2);
        (await PublishAsync(rig, "s", what)).ShouldBe(1);
        (await PublishAsync(rig, " s ", what)).ShouldBe(1);
        (await PublishAsync(rig, "other", what)).ShouldBe(1);

        (await RowsAsync(rig, "s")).Select(row => row.EntityId).ShouldBe(["x", "y"]);
        (await RowsAsync(rig, "other")).ShouldHaveSingleItem().Id.ShouldBe(Id);
        (await rig.Database.ReadAsync((session, token) => StreamTable.VersionAsync(session, "s", token), Ended)).ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "HUB-6")]
    public async Task Many_who_publish_the_same_at_once_make_one_event()
    {
        await using var rig = await HubDatabase.CreateAsync("postgresql", server);
        var what = new HubEvent("t", HubAction.Create, "x") { EventId = Id };

        var versions = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => PublishAsync(rig, "s", what)));

        versions.ShouldAllBe(version => version == 1);
        (await RowsAsync(rig, "s")).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [Trait("criterion", "HUB-9")]
    public async Task An_event_larger_than_a_mebibyte_is_refused_before_anything_is_written(int tooMany, bool taken)
    {
        await using var rig = await HubDatabase.CreateAsync("sqlite", server);
        var what = new HubEvent("t", HubAction.Update, "x");
        var frame = "t".Length + "update".Length + "x".Length + """{"a":""}""".Length;
        what = what with { Data = $$"""{"a":"{{new string('ä', (HubPublisher.MaxBytes - frame) / 2)}}{{new string('x', ((HubPublisher.MaxBytes - frame) % 2) + tooMany)}}"}""" };

        var failure = await Record.ExceptionAsync(() => rig.Database.WriteAsync(
            async (session, token) =>
            {
                var refusal = await Record.ExceptionAsync(() => _publisher.PublishAsync(session, "s", what, token));
                (await StreamTable.VersionAsync(session, "s", token)).ShouldBe(taken ? 1 : 0, "refused before the stream is touched");
                return refusal is null ? true : throw refusal;
            },
            Ended));

        (failure is null).ShouldBe(taken);
        failure?.ShouldBeOfType<EventTooLargeException>().Message.ShouldContain("payload_too_large");
        (await RowsAsync(rig, "s")).Count.ShouldBe(taken ? 1 : 0);
    }

    [Fact]
    [Trait("criterion", "HUB-8")]
    public async Task A_blank_stream_is_refused_and_an_id_is_trimmed()
    {
        await using var rig = await HubDatabase.CreateAsync("sqlite", server);
        await Should.ThrowAsync<ArgumentException>(() => PublishAsync(rig, " ", new HubEvent("t", HubAction.Create, "x")));

        HubEvent.ParseId($"\t{Id} ").ShouldBe(Id);
        HubEvent.ParseId(" ").ShouldBeNull();
        Should.Throw<ArgumentException>(() => HubEvent.ParseId("x"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("\"text\"")]
    public void Data_is_an_object(string data) => Should.Throw<ArgumentException>(() => new HubEvent("t", HubAction.Create, "x") { Data = data });

    private Task<long> PublishAsync(HubDatabase rig, string stream, HubEvent what) =>
        rig.Database.WriteAsync((session, token) => _publisher.PublishAsync(session, stream, what, token), Ended);

    private static Task<IReadOnlyList<EventRow>> RowsAsync(HubDatabase rig, string stream) =>
        rig.Database.ReadAsync((session, token) => EventTable.ReadAfterAsync(session, stream, 0, 100, token), Ended);
}
