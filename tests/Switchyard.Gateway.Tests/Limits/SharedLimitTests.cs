using Switchyard.Gateway.Limits;
using Switchyard.Model.Limits;
using Switchyard.Storage.Limits;

namespace Switchyard.Gateway.Tests.Limits;

/// <summary>Random orders of requests, ends, exchanges, lost answers, silent nodes and passing time on several nodes; after each step the sum over all nodes is compared with the limit.</summary>
public sealed class SharedLimitTests
{
    private const int Steps = 3_000;

    [Theory]
    [Trait("criterion", "PRV-63")]
    [InlineData(60, 2)]
    [InlineData(60, 5)]
    [InlineData(600, 3)]
    [InlineData(6_000, 2)]
    [InlineData(7, 3)]
    public void All_nodes_together_let_in_what_one_node_would(int perMinute, int nodes)
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            var yard = new YardOfNodes(nodes, Rate(perMinute));
            var admitted = new List<long>();
            for (var step = 0; step < Steps; step++)
            {
                var node = random.Next(nodes);
                switch (random.Next(10))
                {
                    case 0:
                        yard.Advance(random.Next(2) == 0 ? random.NextInt64(TimeSpan.TicksPerMillisecond) : random.NextInt64(3 * TimeSpan.TicksPerSecond));
                        break;
                    case < 4:
                        yard.Exchange(node, apply: random.Next(10) > 0);
                        break;
                    default:
                        for (var burst = random.Next(1, 1 + Math.Min(perMinute, 100)); burst > 0; burst--)
                        {
                            if (yard.Nodes[node].TryTake(yard.Rules[node], yard.Moment, out _) == LimitVerdict.Admitted)
                            {
                                admitted.Add(yard.Now);
                            }
                        }

                        break;
                }
            }

            admitted.Count.ShouldBeGreaterThan(perMinute, $"seed {seed}: it must be possible to use the limit");
            Worst(admitted, perMinute).ShouldBeLessThanOrEqualTo(perMinute + 1e-6, $"seed {seed}");
        }
    }

    [Fact]
    [Trait("criterion", "PRV-63")]
    public void A_burst_on_every_node_at_once_gets_the_limit_once()
    {
        var yard = new YardOfNodes(4, Rate(120));
        var admitted = 0;
        for (var round = 0; round < 20; round++)
        {
            for (var node = 0; node < 4; node++)
            {
                for (var i = 0; i < 120; i++)
                {
                    admitted += yard.Nodes[node].TryTake(yard.Rules[node], yard.Moment, out _) == LimitVerdict.Admitted ? 1 : 0;
                }
            }

            for (var node = 0; node < 4; node++)
            {
                yard.Exchange(node);
            }
        }

        admitted.ShouldBe(120);
    }

    [Fact]
    [Trait("criterion", "PRV-63")]
    public void A_changed_rate_holds_from_the_next_request_on_and_what_was_used_stays_used()
    {
        var yard = new YardOfNodes(2, Rate(600));
        Use(yard, 0, 300).ShouldBe(300);
        yard.Configure(Rate(60));

        // Half of the minute is used, and not one of the tokens taken in advance under the old limit is good for anything.
        (Use(yard, 0, 100) + Use(yard, 1, 100)).ShouldBeLessThanOrEqualTo(30);
        yard.Nodes[0].TryTake(yard.Rules[0], yard.Moment, out _).ShouldNotBe(LimitVerdict.Admitted);
    }

    [Fact]
    [Trait("criterion", "PRV-63")]
    public void Tokens_that_a_node_does_not_use_are_there_for_the_others()
    {
        var yard = new YardOfNodes(2, Rate(600));
        Use(yard, 0, 10).ShouldBe(10);
        for (var i = 0; i < 40; i++)
        {
            yard.Advance(300 * TimeSpan.TicksPerMillisecond);
            yard.Exchange(0);
        }

        Use(yard, 1, 1_000).ShouldBe(600);
        yard.Nodes[0].TryRest().ShouldBeTrue();
    }

    [Theory]
    [Trait("criterion", "PRV-63")]
    [InlineData(3, 2)]
    [InlineData(50, 3)]
    public void All_nodes_together_run_no_more_than_the_limit(int most, int nodes)
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            var yard = new YardOfNodes(nodes, Slots(most));
            var peak = 0;
            for (var step = 0; step < Steps; step++)
            {
                var node = random.Next(nodes);
                var counter = yard.Nodes[node];
                switch (random.Next(10))
                {
                    case 0:
                        yard.Advance(random.NextInt64(TimeSpan.TicksPerSecond));
                        // A node that is alive tells so; silence longer than a lease is the next test's.
                        Array.ForEach([.. Enumerable.Range(0, nodes)], alive => yard.Exchange(alive));
                        break;
                    case < 4:
                        yard.Exchange(node, apply: random.Next(10) > 0);
                        break;
                    case < 6 when counter.Running > 0:
                        counter.End();
                        break;
                    default:
                        counter.TryBegin(yard.Rules[node], yard.Moment, out _);
                        break;
                }

                var running = yard.Nodes.Sum(each => each.Running);
                running.ShouldBeLessThanOrEqualTo(most, $"seed {seed}, step {step}");
                peak = Math.Max(peak, running);
            }

            peak.ShouldBeGreaterThanOrEqualTo(most * 9 / 10, $"seed {seed}: it must be possible to use the limit");
        }
    }

    [Fact]
    [Trait("criterion", "PRV-63")]
    public void A_node_that_fell_silent_does_not_use_its_places_once_others_may_have_them()
    {
        var yard = new YardOfNodes(2, Slots(10));
        Begin(yard, 0, 4).ShouldBe(4);
        yard.Advance(LimitLedger.LeaseTime.Ticks + 1);
        Begin(yard, 1, 20).ShouldBe(10);

        // Its requests have been forgotten; what it had in advance is void, and it asks before it begins another.
        yard.Nodes[0].End();
        yard.Nodes[0].TryBegin(yard.Rules[0], yard.Moment, out _).ShouldBe(LimitVerdict.Ask);
        yard.Exchange(0);
        yard.Nodes[0].TryBegin(yard.Rules[0], yard.Moment, out _).ShouldBe(LimitVerdict.ConcurrencyLimited);
    }

    [Fact]
    [Trait("criterion", "PRV-63")]
    public void A_lowered_concurrency_holds_from_the_next_request_on()
    {
        var yard = new YardOfNodes(2, Slots(40));
        Begin(yard, 0, 8).ShouldBe(8);
        Begin(yard, 1, 8).ShouldBe(8);
        yard.Configure(Slots(10));
        Begin(yard, 0, 5).ShouldBe(0);
        Begin(yard, 1, 5).ShouldBe(0);
        for (var i = 0; i < 8; i++)
        {
            yard.Nodes[0].End();
        }

        // The node gives back what the limit does not cover any more, and both may use what is left.
        yard.Advance(TimeSpan.TicksPerSecond);
        yard.Exchange(0);
        (Begin(yard, 1, 5) + Begin(yard, 0, 5)).ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "PRV-63")]
    public void Without_the_database_each_node_goes_by_its_share()
    {
        var yard = new YardOfNodes(2, new LimitConfig { Name = "l", Scope = LimitScope.User, RequestsPerMinute = 100, Concurrency = 10 });
        var alone = yard.Moment with { ShareOf = 2 };
        Enumerable.Range(0, 100).Count(_ => yard.Nodes[0].TryTake(yard.Rules[0], alone, out var _) == LimitVerdict.Admitted).ShouldBe(50);
        Enumerable.Range(0, 100).Count(_ => yard.Nodes[0].TryBegin(yard.Rules[0], alone, out var _) == LimitVerdict.Admitted).ShouldBe(5);
        (yard.Moment with { ShareOf = 40 }).Of(10).ShouldBe(1);
    }

    /// <summary>The most that any stretch of time had more than a bucket of this size lets out of it: what a bucket with the limit as its size would have to hold for all this to pass.</summary>
    private static double Worst(List<long> admitted, int perMinute)
    {
        double level = 0, worst = 0;
        for (var i = 0; i < admitted.Count; i++)
        {
            var drained = i == 0 ? 0 : (admitted[i] - admitted[i - 1]) * (double)perMinute / TimeSpan.TicksPerMinute;
            level = Math.Max(0, level - drained) + 1;
            worst = Math.Max(worst, level);
        }

        return worst;
    }

    // As requests do: try, and if there is nothing ask and try again.
    private static int Use(YardOfNodes yard, int node, int requests) =>
        Enumerable.Range(0, requests).Count(_ =>
        {
            var verdict = yard.Nodes[node].TryTake(yard.Rules[node], yard.Moment, out var _);
            if (verdict == LimitVerdict.Ask)
            {
                yard.Exchange(node);
                verdict = yard.Nodes[node].TryTake(yard.Rules[node], yard.Moment, out var _);
            }

            return verdict == LimitVerdict.Admitted;
        });

    private static int Begin(YardOfNodes yard, int node, int requests) =>
        Enumerable.Range(0, requests).Count(_ =>
        {
            var verdict = yard.Nodes[node].TryBegin(yard.Rules[node], yard.Moment, out var _);
            if (verdict == LimitVerdict.Ask)
            {
                yard.Exchange(node);
                verdict = yard.Nodes[node].TryBegin(yard.Rules[node], yard.Moment, out var _);
            }

            return verdict == LimitVerdict.Admitted;
        });

    private static LimitConfig Rate(int perMinute) => new() { Name = "l", Scope = LimitScope.User, RequestsPerMinute = perMinute };

    private static LimitConfig Slots(int most) => new() { Name = "l", Scope = LimitScope.User, Concurrency = most };
}
