using Switchyard.Gateway.Limits;
using Switchyard.Model.Limits;

namespace Switchyard.Gateway.Tests.Limits;

public sealed class LimitTests
{
    private static readonly long Start = TimeSpan.FromDays(1).Ticks;
    private static readonly LimitMoment Moment = new(Start);
    private readonly LimitCounters _counters = new(new LocalLimitBank());

    [Fact]
    [Trait("criterion", "PRV-62")]
    public void A_minutes_worth_passes_at_once_and_then_one_at_a_time()
    {
        var gate = new RateGate();
        for (var i = 0; i < 60; i++)
        {
            gate.TryTake(Start, 60, out _).ShouldBeTrue();
        }

        gate.TryTake(Start, 60, out var wait).ShouldBeFalse();
        wait.ShouldBe(TimeSpan.FromSeconds(1));
        gate.TryTake(Start + TimeSpan.TicksPerSecond, 60, out _).ShouldBeTrue();
        gate.TryTake(Start + TimeSpan.TicksPerSecond, 60, out _).ShouldBeFalse();
    }

    [Fact]
    [Trait("criterion", "PRV-63")]
    public void A_changed_limit_holds_from_the_next_request_on()
    {
        var gate = new RateGate();
        for (var i = 0; i < 30; i++)
        {
            gate.TryTake(Start, 60, out _).ShouldBeTrue();
        }

        // Half of the minute is used, whatever the limit is called now.
        Enumerable.Range(0, 100).Count(turn => gate.TryTake(Start, 10, out var wait)).ShouldBe(5);
    }

    [Fact]
    [Trait("criterion", "PRV-62")]
    public void Concurrency_is_counted_and_given_back()
    {
        var rules = Rules(new LimitConfig { Name = "c", Scope = LimitScope.AccessKey, Concurrency = 2 });
        LimitHold one = default, two = default, three = default;
        one.Take([], [], rules, Moment).Verdict.ShouldBe(LimitVerdict.Admitted);
        two.Take([], [], rules, Moment).Verdict.ShouldBe(LimitVerdict.Admitted);
        three.Take([], [], rules, Moment).ShouldBe(new LimitAnswer(LimitVerdict.ConcurrencyLimited, "c", TimeSpan.FromSeconds(1)));
        one.End();
        one.End();
        three.Take([], [], rules, Moment).Verdict.ShouldBe(LimitVerdict.Admitted);
        rules[0].Counter.Running.ShouldBe(2);
    }

    [Fact]
    [Trait("criterion", "PRV-62")]
    public void A_request_refused_by_one_limit_uses_none_of_the_others()
    {
        var node = Rules(new LimitConfig { Name = "n", Scope = LimitScope.AccessKey, RequestsPerMinute = 1, Concurrency = 5 });
        var key = Rules(new LimitConfig { Name = "k", Scope = LimitScope.AccessKey, Concurrency = 1 });
        key[0].Counter.TryBegin(key[0], Moment, out _).ShouldBe(LimitVerdict.Admitted);
        LimitHold hold = default;
        hold.Take(node, [], key, Moment).Verdict.ShouldBe(LimitVerdict.ConcurrencyLimited);
        node[0].Counter.Running.ShouldBe(0);
        key[0].Counter.End();
        hold.Take(node, [], key, Moment).Verdict.ShouldBe(LimitVerdict.Admitted);
    }

    [Fact]
    [Trait("criterion", "PRV-62")]
    public void Limits_are_off_by_default_and_match_by_name()
    {
        var id = Guid.Empty;
        _counters.Bind([new LimitConfig { Name = "off", Scope = LimitScope.User }], LimitScope.User, id, "ada").ShouldBeEmpty();
        var one = new LimitConfig { Name = "one", Scope = LimitScope.User, Match = "ada", Concurrency = 1 };
        _counters.Bind([one], LimitScope.User, id, "ada").ShouldHaveSingleItem();
        _counters.Bind([one], LimitScope.User, id, "bob").ShouldBeEmpty();
        _counters.Bind([one], LimitScope.Provider, id, "ada").ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "PRV-46")]
    public void Counters_survive_a_reload()
    {
        var config = new LimitConfig { Name = "x", Scope = LimitScope.AccessKey, Concurrency = 1 };
        var before = Rules(config);
        var after = Rules(config with { Concurrency = 7 });
        after[0].Counter.ShouldBeSameAs(before[0].Counter);
        _counters.Forget([]);
        Rules(config)[0].Counter.ShouldNotBeSameAs(before[0].Counter);
    }

    private LimitRule[] Rules(LimitConfig config) => _counters.Bind([config], LimitScope.AccessKey, Guid.Empty, "");
}
