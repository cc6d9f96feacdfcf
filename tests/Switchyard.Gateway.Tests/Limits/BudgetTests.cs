using Switchyard.Gateway.Limits;
using Switchyard.Model.Limits;
using Switchyard.Model.Pricing;
using Switchyard.Storage.Limits;

namespace Switchyard.Gateway.Tests.Limits;

public sealed class BudgetTests
{
    private const long Dollar = 1_000_000_000;
    private static readonly DateTimeOffset At = new(2026, 1, 15, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [Trait("criterion", "PRV-64")]
    [InlineData(1)]
    [InlineData(3)]
    public void All_nodes_together_never_reserve_and_spend_more_than_the_budget(int nodes)
    {
        for (var seed = 1; seed <= 30; seed++)
        {
            var random = new Random(seed);
            var yard = new YardOfNodes(nodes, Budget(10m));
            var running = new List<(BudgetPurse Purse, long Reserved)>();
            var bills = new List<(BudgetPurse Purse, long Cost)>();
            long refused = 0;
            for (var step = 0; step < 4_000; step++)
            {
                var node = random.Next(nodes);
                switch (random.Next(12))
                {
                    case 0:
                        yard.Advance(random.NextInt64(TimeSpan.TicksPerSecond));
                        Array.ForEach([.. Enumerable.Range(0, nodes)], alive => yard.Exchange(alive));
                        break;
                    case < 4:
                        yard.Exchange(node, apply: random.Next(10) > 0);
                        break;
                    case < 6 when running.Count > 0:
                        var at = random.Next(running.Count);
                        var (purse, reserved) = running[at];
                        running.RemoveAt(at);
                        // Never more than was reserved, so that the sum below can be exact.
                        var cost = random.NextInt64(reserved + 1);
                        purse.Settle(reserved, cost);
                        bills.Add((purse, cost));
                        break;
                    case < 8 when bills.Count > 0:
                        // Recorded in the database first, and told to the node some time later, with exchanges between.
                        var bill = bills[^1];
                        bills.RemoveAt(bills.Count - 1);
                        yard.Spent += bill.Cost;
                        yard.Exchange(random.Next(nodes));
                        bill.Purse.Recorded(bill.Cost);
                        break;
                    default:
                        var amount = random.NextInt64(1, Dollar / 10);
                        var verdict = yard.Nodes[node].TryReserve(yard.Rules[node], yard.Moment, YardOfNodes.Month, amount, out var from);
                        refused += verdict == LimitVerdict.BudgetExceeded ? 1 : 0;
                        if (verdict == LimitVerdict.Admitted)
                        {
                            running.Add((from, amount));
                        }

                        break;
                }

                var used = yard.Spent + running.Sum(each => each.Reserved) + bills.Sum(each => each.Cost);
                used.ShouldBeLessThanOrEqualTo(10 * Dollar, $"seed {seed}, step {step}");
            }

            refused.ShouldBePositive($"seed {seed}: the budget must have been used up");
            (yard.Spent + running.Sum(each => each.Reserved) + bills.Sum(each => each.Cost)).ShouldBeGreaterThan(9 * Dollar, $"seed {seed}");
        }
    }

    [Fact]
    [Trait("criterion", "PRV-64")]
    public void A_request_that_costs_more_than_it_reserved_leaves_less_for_the_next()
    {
        var yard = new YardOfNodes(2, Budget(1m));
        Reserve(yard, 0, Dollar / 10, out var purse).ShouldBe(LimitVerdict.Admitted);
        purse.Settle(Dollar / 10, Dollar);
        yard.Advance(TimeSpan.TicksPerSecond);
        yard.Exchange(0);
        Reserve(yard, 0, 1, out _).ShouldBe(LimitVerdict.BudgetExceeded);
        Reserve(yard, 1, 1, out _).ShouldBe(LimitVerdict.BudgetExceeded);
    }

    [Fact]
    [Trait("criterion", "PRV-64")]
    public void A_changed_budget_holds_from_the_next_request_on()
    {
        var yard = new YardOfNodes(1, Budget(100m));
        Reserve(yard, 0, Dollar, out _).ShouldBe(LimitVerdict.Admitted);
        yard.Configure(Budget(1m));
        Reserve(yard, 0, 1, out _).ShouldBe(LimitVerdict.BudgetExceeded);
        yard.Configure(Budget(2m));
        Reserve(yard, 0, Dollar, out _).ShouldBe(LimitVerdict.Admitted);
    }

    [Fact]
    [Trait("criterion", "PRV-64")]
    public void A_new_month_is_a_new_budget()
    {
        var yard = new YardOfNodes(1, Budget(1m));
        Reserve(yard, 0, Dollar, out _).ShouldBe(LimitVerdict.Admitted);
        Reserve(yard, 0, 1, out _).ShouldBe(LimitVerdict.BudgetExceeded);
        Reserve(yard, 0, Dollar, out var next, "2026-02").ShouldBe(LimitVerdict.Admitted);
        next.Month.ShouldBe("2026-02");
        BudgetMonths.Of(new DateTimeOffset(2026, 1, 31, 23, 59, 59, TimeSpan.FromHours(-1))).ShouldBe("2026-02");
    }

    [Fact]
    [Trait("criterion", "PRV-64")]
    public void Without_the_database_a_node_spends_what_it_has_and_its_part_of_the_rest()
    {
        var yard = new YardOfNodes(2, Budget(10m));
        Reserve(yard, 0, Dollar, out _).ShouldBe(LimitVerdict.Admitted);
        var alone = yard.Moment with { ShareOf = 2 };
        var more = Enumerable.Range(0, 100).Count(_ => yard.Nodes[0].TryReserve(yard.Rules[0], alone, YardOfNodes.Month, Dollar / 10, out var _) == LimitVerdict.Admitted);
        more.ShouldBeInRange(40, 55);

        // Back: what was taken meanwhile is told, and the others get the rest.
        yard.Advance(TimeSpan.TicksPerSecond);
        yard.Exchange(0);
        var rest = Enumerable.Range(0, 200).Count(_ => Reserve(yard, 1, Dollar / 10, out var _) == LimitVerdict.Admitted);
        (rest + more).ShouldBeInRange(80, 90);
    }

    [Fact]
    [Trait("criterion", "PRV-64")]
    public void Every_budget_must_have_room_or_nothing_is_reserved()
    {
        var wide = new YardOfNodes(1, Budget(10m));
        var narrow = new YardOfNodes(1, Budget(1m) with { Name = "narrow" });
        LimitHold hold = default;
        hold.Take([], wide.Rules, narrow.Rules, wide.Moment).IsAdmitted.ShouldBeTrue();
        hold.HasBudget.ShouldBeTrue();
        LimitAnswer answer;
        do
        {
            answer = hold.Reserve(YardOfNodes.Month, 2 * Dollar, wide.Moment);
            wide.Exchange(0);
            narrow.Exchange(0);
        }
        while (answer.IsOpen);
        answer.ShouldBe(new LimitAnswer(LimitVerdict.BudgetExceeded, "narrow"));
        hold.HasReserved.ShouldBeFalse();

        // Nothing of the wide one was kept: all of it can still be had.
        Reserve(wide, 0, 10 * Dollar, out _).ShouldBe(LimitVerdict.Admitted);
    }

    [Fact]
    [Trait("criterion", "PRV-64")]
    public void A_reservation_becomes_the_real_cost_at_the_end()
    {
        var yard = new YardOfNodes(1, Budget(10m));
        LimitHold hold = default;
        hold.Take([], yard.Rules, [], yard.Moment).IsAdmitted.ShouldBeTrue();
        while (hold.Reserve(YardOfNodes.Month, 4 * Dollar, yard.Moment).IsOpen)
        {
            yard.Exchange(0);
        }

        Reserve(yard, 0, 7 * Dollar, out _).ShouldBe(LimitVerdict.BudgetExceeded);
        var bill = hold.Settle(Dollar).ShouldNotBeNull();
        hold.End();
        yard.Advance(TimeSpan.TicksPerSecond);
        Reserve(yard, 0, 7 * Dollar, out _).ShouldBe(LimitVerdict.Admitted);

        // Recorded: it counts in the database instead, and not in both.
        yard.Spent += Dollar;
        bill.Recorded();
        yard.Advance(TimeSpan.TicksPerSecond);
        Reserve(yard, 0, 2 * Dollar, out _).ShouldBe(LimitVerdict.Admitted);
        Reserve(yard, 0, Dollar / 100, out _).ShouldBe(LimitVerdict.BudgetExceeded);
    }

    [Fact]
    [Trait("criterion", "PRV-64")]
    public void The_estimate_is_size_and_allowed_output_at_the_models_price()
    {
        var prices = new PriceTable([new PriceConfig { Provider = "*", Model = "m", Input = 1m, Output = 10m }]);
        CostEstimate.Of(prices, "p", "m", At, bodyBytes: 4_000, maxOutput: 100).ShouldBe((1_000 * 1_000) + (100 * 10_000));
        CostEstimate.Of(prices, "p", "m", At, bodyBytes: 1, maxOutput: null).ShouldBe(1_000 + (CostEstimate.UsualOutput * 10_000));
        CostEstimate.Of(prices, "p", "unpriced", At, bodyBytes: 4_000, maxOutput: 100).ShouldBe(0);
    }

    [Theory]
    [Trait("criterion", "PRV-64")]
    [InlineData(84, true, "")]
    [InlineData(85, false, "850000")]
    [InlineData(99, false, "850000")]
    [InlineData(99, true, "850000,1000000")]
    [InlineData(100, false, "850000,1000000")]
    public void Warnings_are_due_at_their_shares_and_the_last_when_a_request_was_refused_for_the_rest(long spent, bool refused, string expected) =>
        string.Join(',', BudgetLevels.Reached([850_000, 1_000_000], 100, spent, refused)).ShouldBe(expected);

    private static LimitVerdict Reserve(YardOfNodes yard, int node, long amount, out BudgetPurse purse, string month = YardOfNodes.Month)
    {
        var verdict = yard.Nodes[node].TryReserve(yard.Rules[node], yard.Moment, month, amount, out purse);
        if (verdict == LimitVerdict.Ask)
        {
            yard.Exchange(node);
            verdict = yard.Nodes[node].TryReserve(yard.Rules[node], yard.Moment, month, amount, out purse);
        }

        return verdict;
    }

    private static LimitConfig Budget(decimal dollars) => new() { Name = "wide", Scope = LimitScope.User, Budget = dollars };
}
