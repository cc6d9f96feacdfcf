using Switchyard.Storage.Limits;
using Switchyard.Storage.Recording;

namespace Switchyard.Storage.Compliance;

/// <summary>Shares of limits: what several nodes get of one limit together, whatever they do at the same time.</summary>
public abstract class LimitCompliance : StorageCompliance
{
    private static readonly Guid Subject = new(1, 2, 3, [0, 0, 0, 0, 0, 0, 0, 1]);
    private static readonly Guid Other = new(1, 2, 3, [0, 0, 0, 0, 0, 0, 0, 2]);
    private static readonly Guid NodeA = new(1, 2, 3, [0, 0, 0, 0, 0, 0, 0, 3]);
    private static readonly Guid NodeB = new(1, 2, 3, [0, 0, 0, 0, 0, 0, 0, 4]);
    private const long Dollar = 1_000_000_000;

    [Fact]
    [Trait("criterion", "PRV-63")]
    public async Task Nodes_that_ask_at_the_same_time_get_the_rate_once()
    {
        var nodes = Enumerable.Range(0, 4).Select(_ => (Id: NewId(), Database: Rig.Join())).ToArray();
        var grants = await Task.WhenAll(Enumerable.Range(0, 40).Select(turn => Task.Run(
            async () =>
            {
                var node = nodes[turn % nodes.Length];
                // Each says that it used all it got, as a burst does.
                return (await node.Database.WriteAsync(
                    async (session, token) =>
                    {
                        var grant = await LimitLedger.ExchangeAsync(session, node.Id, [Rate(600, need: 50)], Now, token);
                        await LimitLedger.ExchangeAsync(session, node.Id, [Rate(600, used: grant[0].Tokens)], Now, token);
                        return grant;
                    },
                    Ended))[0];
            },
            Ended)));
        grants.Sum(grant => grant.Tokens).ShouldBe(600);
        grants.Where(grant => grant.Tokens == 0).ShouldAllBe(grant => grant.Wait == TimeSpan.FromMilliseconds(100));

        // A second later as much as a second brings.
        (await ExchangeAsync(NodeA, Now.AddSeconds(1), Rate(600, need: 50))).Tokens.ShouldBe(10);
    }

    [Fact]
    [Trait("criterion", "PRV-63")]
    public async Task What_a_node_holds_is_nobody_elses_and_what_a_dead_node_held_counts_as_used()
    {
        (await ExchangeAsync(NodeA, Now, Rate(60, need: 40))).Tokens.ShouldBe(40);
        (await ExchangeAsync(NodeB, Now, Rate(60, need: 40))).Tokens.ShouldBe(20);

        // B gives 15 back unused. Nobody hears of A any more: after its lease 40 begin to drain.
        (await ExchangeAsync(NodeB, Now, Rate(60, keep: 5))).TokensLeft.ShouldBe(15);
        var later = Now + LimitLedger.LeaseTime;
        (await ExchangeAsync(NodeB, later, Rate(60, keep: 5, need: 60))).Tokens.ShouldBe(15);
        (await ExchangeAsync(NodeB, later.AddSeconds(10), Rate(60, keep: 20, need: 60))).Tokens.ShouldBe(10);
    }

    [Fact]
    [Trait("criterion", "PRV-63")]
    public async Task A_changed_rate_holds_at_once_and_what_was_used_stays_used()
    {
        (await ExchangeAsync(NodeA, Now, Rate(600, need: 300))).Tokens.ShouldBe(300);
        await ExchangeAsync(NodeA, Now, Rate(600, used: 300));
        (await ExchangeAsync(NodeB, Now, Rate(60, need: 100))).Tokens.ShouldBe(30);
    }

    [Fact]
    [Trait("criterion", "PRV-63")]
    public async Task Places_are_given_once_and_come_back_from_the_dead()
    {
        (await ExchangeAsync(NodeA, Now, Slots(10, need: 7))).Slots.ShouldBe(7);
        var refused = await ExchangeAsync(NodeB, Now, Slots(10, need: 7));
        (refused.Slots, refused.SlotsLeft).ShouldBe((3, 0));
        (await ExchangeAsync(NodeA, Now, Slots(10, keep: 2))).SlotsLeft.ShouldBe(5);
        (await ExchangeAsync(NodeB, Now, Slots(10, keep: 3, need: 10))).Slots.ShouldBe(5);

        // A is silent for longer than its lease, and a lowered limit takes away nothing that runs.
        (await ExchangeAsync(NodeB, Now + LimitLedger.LeaseTime, Slots(10, keep: 8, need: 10))).Slots.ShouldBe(2);
        (await ExchangeAsync(NodeB, Now + LimitLedger.LeaseTime, Slots(4, keep: 10, need: 1))).SlotsLeft.ShouldBe(-6);
    }

    [Fact]
    [Trait("criterion", "PRV-63")]
    public async Task Only_a_part_of_the_rest_is_given_in_advance()
    {
        (await ExchangeAsync(NodeA, Now, Slots(80, spare: 80))).Slots.ShouldBe(10);
        (await ExchangeAsync(NodeB, Now, Slots(80, need: 66, spare: 80))).Slots.ShouldBe(66);
        (await ExchangeAsync(NodeB, Now, Slots(80, keep: 66, spare: 80))).Slots.ShouldBe(0);
    }

    [Fact]
    [Trait("criterion", "PRV-64")]
    public async Task Recorded_cost_and_what_nodes_hold_leave_the_rest_of_the_budget()
    {
        await SpendAsync(3 * Dollar, "2026-11");
        await SpendAsync(100 * Dollar, "2026-10");
        (await ExchangeAsync(NodeA, Now, Budget(10 * Dollar, need: 4 * Dollar))).Nanos.ShouldBe(4 * Dollar);
        var second = await ExchangeAsync(NodeB, Now, Budget(10 * Dollar, need: 4 * Dollar));
        (second.Nanos, second.NanosLeft, second.Spent).ShouldBe((3 * Dollar, 0, 3 * Dollar));

        // A's cost is recorded, and A tells so.
        await SpendAsync(2 * Dollar, "2026-11");
        (await ExchangeAsync(NodeA, Now, Budget(10 * Dollar))).NanosLeft.ShouldBe(2 * Dollar);
        (await ExchangeAsync(NodeB, Now, Budget(10 * Dollar, keep: 3 * Dollar, need: 4 * Dollar))).Nanos.ShouldBe(2 * Dollar);

        // Another month, another subject: another budget.
        (await ExchangeAsync(NodeA, Now, Budget(10 * Dollar, need: 20 * Dollar, month: "2026-12"))).Nanos.ShouldBe(10 * Dollar);
        (await ExchangeAsync(NodeA, Now, Budget(10 * Dollar, need: 20 * Dollar) with { Subject = Other })).Nanos.ShouldBe(10 * Dollar);
    }

    [Fact]
    [Trait("criterion", "PRV-64")]
    public async Task Each_warning_is_given_once_whoever_asks()
    {
        await SpendAsync(9 * Dollar, "2026-11");
        var nodes = Enumerable.Range(0, 8).Select(_ => (Id: NewId(), Database: Rig.Join())).ToArray();
        var grants = await Task.WhenAll(nodes.Select(node => Task.Run(
            () => node.Database.WriteAsync((session, token) => LimitLedger.ExchangeAsync(session, node.Id, [Budget(10 * Dollar)], Now, token), Ended), Ended)));
        grants.SelectMany(grant => grant[0].Warnings).ShouldBe([850_000]);

        (await ExchangeAsync(NodeA, Now, Budget(10 * Dollar, refused: true))).Warnings.ShouldBe([1_000_000]);
        await SpendAsync(Dollar, "2026-11");
        (await ExchangeAsync(NodeB, Now, Budget(10 * Dollar, refused: true))).Warnings.ShouldBeEmpty();
        await SpendAsync(20 * Dollar, "2026-12");
        (await ExchangeAsync(NodeB, Now, Budget(10 * Dollar, month: "2026-12"))).Warnings.ShouldBe([850_000, 1_000_000]);
    }

    [Fact]
    public async Task A_node_that_leaves_leaves_nothing_behind_and_old_rows_go()
    {
        await ExchangeAsync(NodeA, Now, Slots(10, need: 10));
        await WriteAsync((session, token) => LimitLedger.LeaveAsync(session, NodeA, Now, token));
        (await ExchangeAsync(NodeB, Now, Slots(10, need: 10))).Slots.ShouldBe(10);
        (await WriteAsync((session, token) => LimitLedger.DeleteOldAsync(session, Now.AddHours(1), token))).ShouldBe(0);
        (await WriteAsync((session, token) => LimitLedger.DeleteOldAsync(session, Now.AddDays(2), token))).ShouldBe(8);
    }

    [Fact]
    public async Task The_shared_clock_is_a_clock()
    {
        var before = await ReadAsync((session, token) => session.ClockAsync(token));
        var after = await WriteAsync((session, token) => session.ClockAsync(token));
        after.ShouldBeGreaterThanOrEqualTo(before);
        (after - TimeProvider.System.GetUtcNow()).Duration().ShouldBeLessThan(TimeSpan.FromMinutes(1));
    }

    private static LimitAsk Rate(int perMinute, long used = 0, long keep = 0, long need = 0) =>
        new("rate", Subject, new RateAsk(perMinute, used * RateLedger.Each(perMinute), keep * RateLedger.Each(perMinute), need, Spare: 0), null, null);

    private static LimitAsk Slots(int most, long keep = 0, long need = 0, long spare = 0) => new("slots", Subject, null, new SlotAsk(most, keep, need, spare), null);

    private static LimitAsk Budget(long nanos, long keep = 0, long need = 0, bool refused = false, string month = "2026-11") =>
        new("budget", Subject, null, null, new BudgetAsk(nanos, month, "user", keep, need, Spare: 0, [850_000, 1_000_000], refused));

    private async Task<LimitGrant> ExchangeAsync(Guid node, DateTimeOffset now, LimitAsk ask)
    {
        // A neighbour in the same exchange, on either side in the order of locks, must not matter.
        LimitAsk[] asks = [new("zzz", Other, null, new SlotAsk(1, 0, 0, 0), null), ask, new("aaa", Other, new RateAsk(1, 0, 0, 0, 0), null, null)];
        return (await WriteAsync((session, token) => LimitLedger.ExchangeAsync(session, node, asks, now, token)))[1];
    }

    private Task SpendAsync(long nanos, string month) =>
        WriteAsync((session, token) => SpendTable.AddAsync(session, [new SpendRow(month, "user", Subject, nanos, 1, 0), new SpendRow(month, "provider", Subject, 7, 1, 0)], token));
}
