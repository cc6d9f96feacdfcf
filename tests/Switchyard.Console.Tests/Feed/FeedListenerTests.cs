using Switchyard.Admin.Client.Events;
using Switchyard.Console.Feed;
using Switchyard.Testing.Runs;

namespace Switchyard.Console.Tests.Feed;

/// <summary>A page that is slow costs the others nothing.</summary>
public sealed class FeedListenerTests
{
    [Fact]
    public async Task Events_come_in_order_and_at_once()
    {
        var listener = new FeedListener(null!, null!);
        listener.Offer(Event(1));
        listener.Offer(Event(2));
        var notice = await listener.NextAsync(Patience.Token);
        notice.Events.Select(static happened => happened.Version).ShouldBe([1, 2]);
        notice.Concerns(["ai_providers_changed"]).ShouldBeTrue();
        notice.Concerns(["gateways_changed"]).ShouldBeFalse();
        notice.Concerns(null).ShouldBeTrue();
    }

    [Fact]
    public async Task One_that_falls_behind_is_told_to_read_everything_anew()
    {
        var listener = new FeedListener(null!, null!);
        for (var i = 0; i <= FeedListener.MostEvents; i++)
        {
            listener.Offer(Event(i));
        }

        var notice = await listener.NextAsync(Patience.Token);
        (notice.Everything, notice.Events.Count).ShouldBe((true, 0));
        notice.Concerns(["gateways_changed"]).ShouldBeTrue();

        listener.Offer(Event(100));
        (await listener.NextAsync(Patience.Token)).Everything.ShouldBeFalse();
    }

    private static HubEvent Event(long version) =>
        new() { Version = version, EventId = Guid.CreateVersion7(), Event = "ai_providers_changed", Action = "update", EntityId = "1", OriginatedAt = DateTimeOffset.UnixEpoch };
}
