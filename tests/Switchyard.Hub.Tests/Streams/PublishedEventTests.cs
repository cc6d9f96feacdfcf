using Switchyard.Hub.Streams;
using Switchyard.Hub.Tests.Rig;
using Switchyard.Storage.Hub;
using Switchyard.Testing.Postgres;
using Switchyard.Testing.Time;

namespace Switchyard.Hub.Tests.Streams;

/// <summary>Publishing to any stream.</summary>
public sealed class PublishedEventTests(PostgresServer server)
{
    private readonly HubPublisher _publisher = new(new FakeTime(), Samples.Instruments());

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "HUB-5")]
    [Trait("criterion", "HUB-8")]
    public async Task What_is_left_blank_is_made_and_what_surrounds_an_id_does_not_count(string kind)
    {
        await using var rig = await HubDatabase.CreateAsync(kind, server);
        var what = new HubEvent(" history_lost ", HubAction.Delete, " id\t") { EventId = HubEvent.ParseId("  "), Data = " " };

        (await PublishAsync(rig, " alerts ", what)).ShouldBe(1);

        var row = (await EventsAsync(rig, "alerts")).ShouldHaveSingleItem();
        (row.Type, row.EntityId, row.Data, row.Id.Version).ShouldBe(("history_lost", "id", "{}", 7));
        Should.Throw<ArgumentException>(() => new HubEvent(" ", HubAction.Create, "id"));
        Should.Throw<ArgumentException>(() => new HubEvent("type", HubAction.Create, "\t"));
        Should.Throw<ArgumentException>(() => new HubEvent("type", HubAction.Create, "id") { Data = "[]" });
        Should.Throw<ArgumentException>(() => HubEvent.ParseId("no-uuid"));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "HUB-6")]
    public async Task The_same_id_is_the_same_event_within_a_stream_and_another_one_in_another(string kind)
    {
        await using var rig = await HubDatabase.CreateAsync(kind, server);
        var what = new HubEvent("history_lost", HubAction.Delete, "id") { EventId = HubEvent.ParseId(" 01900000-0000-7000-8000-0000000000cc ") };

        (await PublishAsync(rig, "alerts", what)).ShouldBe(1);
        (await PublishAsync(rig, "alerts", what with { EventId = null })).ShouldBe(2);
        (await PublishAsync(rig, "alerts", what)).ShouldBe(1);
        (await PublishAsync(rig, "others", what)).ShouldBe(1);

        (await EventsAsync(rig, "alerts")).Count.ShouldBe(2);
        (await rig.Database.ReadAsync((session, token) => StreamTable.VersionAsync(session, "alerts", token), Ended)).ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "HUB-6")]
    public async Task Published_by_many_at_once_it_is_there_once()
    {
        await using var rig = await HubDatabase.CreateAsync("postgresql", server);
        var what = new HubEvent("token_revoked", HubAction.Revoke, "id") { EventId = Guid.CreateVersion7() };

        var versions = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PublishAsync(rig, "alerts", what)));

        versions.ShouldAllBe(version => version == 1);
        (await EventsAsync(rig, "alerts")).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [Trait("criterion", "HUB-9")]
    public async Task A_larger_event_than_a_mebibyte_is_refused_before_anything_is_written(string kind)
    {
        await using var rig = await HubDatabase.CreateAsync(kind, server);
        HubEvent Sized(int bytes) => new("t", HubAction.Create, "i") { Data = $"{{\"x\":\"{new string('x', bytes - 8 - "t".Length - "i".Length - "create".Length)}\"}}" };
        var before = await rig.Database.ReadAsync(StreamTable.VersionsAsync, Ended);

        (await Should.ThrowAsync<EventTooLargeException>(() => PublishAsync(rig, "alerts", Sized(HubPublisher.MaxBytes + 1)))).Message.ShouldStartWith("payload_too_large");

        (await rig.Database.ReadAsync(StreamTable.VersionsAsync, Ended)).ShouldBe(before, ignoreOrder: true);
        (await PublishAsync(rig, "alerts", Sized(HubPublisher.MaxBytes))).ShouldBe(1);
    }

    private static Task<IReadOnlyList<EventRow>> EventsAsync(HubDatabase rig, string stream) =>
        rig.Database.ReadAsync((session, token) => EventTable.ReadAfterAsync(session, stream, 0, 100, token), Ended);

    private Task<long> PublishAsync(HubDatabase rig, string stream, HubEvent what) =>
        rig.Database.WriteAsync((session, token) => _publisher.PublishAsync(session, stream, what, token), Ended);
}
