using Switchyard.Edge.Options;
using Switchyard.Edge.Subscription;

namespace Switchyard.Edge.Tests.Subscription;

public sealed class ReconnectionTests
{
    private static readonly ChannelEnd Lost = new(ChannelEndKind.Lost, "");

    [Fact]
    [Trait("criterion", "HUB-71")]
    public void Waits_double_from_100_ms_to_15_s_with_full_jitter()
    {
        var reconnection = new Reconnection(new ReconnectOptions());
        double[] ceilings = [.. Enumerable.Range(0, 12).Select(_ => reconnection.Next(Lost, TimeSpan.Zero, 1).TotalMilliseconds)];
        ceilings.ShouldBe([100, 200, 400, 800, 1600, 3200, 6400, 12800, 15000, 15000, 15000, 15000]);

        reconnection.Next(Lost, TimeSpan.Zero, 0).ShouldBe(TimeSpan.Zero);
        reconnection.Next(Lost, TimeSpan.Zero, 0.5).ShouldBe(TimeSpan.FromSeconds(7.5));
        for (var i = 0; i < 2000; i++)
        {
            reconnection.Next(Lost, TimeSpan.Zero, 1).ShouldBe(TimeSpan.FromSeconds(15));
        }
    }

    [Fact]
    [Trait("criterion", "HUB-71")]
    public void A_connection_that_held_for_60_s_begins_anew_and_a_shorter_one_does_not()
    {
        var reconnection = new Reconnection(new ReconnectOptions());
        for (var i = 0; i < 5; i++)
        {
            reconnection.Next(Lost, TimeSpan.Zero, 1);
        }

        reconnection.Next(Lost, TimeSpan.FromSeconds(59.9), 1).ShouldBe(TimeSpan.FromMilliseconds(3200));
        reconnection.Next(Lost, TimeSpan.FromSeconds(60), 1).ShouldBe(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    [Trait("criterion", "HUB-72")]
    public void Who_is_refused_comes_every_minute_and_who_is_asked_to_wait_waits()
    {
        var reconnection = new Reconnection(new ReconnectOptions());
        foreach (var kind in (ChannelEndKind[])[ChannelEndKind.Refused, ChannelEndKind.Retired])
        {
            reconnection.Next(new ChannelEnd(kind, ""), TimeSpan.Zero, 0.5).ShouldBe(TimeSpan.FromSeconds(60));
        }

        reconnection.Next(new ChannelEnd(ChannelEndKind.Moved, "") { After = TimeSpan.FromSeconds(4) }, TimeSpan.Zero, 0.5).ShouldBe(TimeSpan.FromSeconds(4));
        reconnection.Next(Lost with { After = TimeSpan.FromSeconds(30) }, TimeSpan.Zero, 0.5).ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(-5, 100)]
    [InlineData(299_000, 299_000)]
    [InlineData(301_000, 300_000)]
    [InlineData(long.MaxValue / 10_000, 300_000)]
    [Trait("criterion", "HUB-72")]
    public void A_node_can_neither_send_an_edge_away_for_ever_nor_make_it_spin(long after, double wait)
    {
        var reconnection = new Reconnection(new ReconnectOptions());
        reconnection.Next(new ChannelEnd(ChannelEndKind.Moved, "") { After = TimeSpan.FromTicks(after * TimeSpan.TicksPerMillisecond) }, TimeSpan.Zero, 0).TotalMilliseconds.ShouldBe(wait);
    }
}
