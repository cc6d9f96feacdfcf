using Switchyard.Gateway.Pool.Keys;
using Switchyard.Model.Providers;

namespace Switchyard.Gateway.Tests.Pool.Keys;

public sealed class CooldownTests
{
    private const long Now = 1_000_000;
    private static readonly KeyCooldownSettings Settings = new() { Jitter = 0 };

    [Fact]
    [Trait("criterion", "PRV-103")]
    public void A_429_without_a_hint_rests_a_minute()
    {
        var rested = Cooldown.RateLimited(KeyHealth.Usable, Now, null, Settings, 0.5);
        rested.Condition.ShouldBe(KeyCondition.RateLimited);
        rested.Until.ShouldBe(Now + TimeSpan.FromSeconds(60).Ticks);
    }

    [Fact]
    [Trait("criterion", "PRV-103")]
    public void A_hint_is_obeyed_up_to_an_hour()
    {
        Cooldown.RateLimited(KeyHealth.Usable, Now, TimeSpan.FromSeconds(7), Settings, 0).Until.ShouldBe(Now + TimeSpan.FromSeconds(7).Ticks);
        Cooldown.RateLimited(KeyHealth.Usable, Now, TimeSpan.FromDays(3), Settings, 0).Until.ShouldBe(Now + TimeSpan.FromHours(1).Ticks);
    }

    [Fact]
    [Trait("criterion", "PRV-103")]
    public void A_longer_rest_stays()
    {
        var hour = Cooldown.RateLimited(KeyHealth.Usable, Now, TimeSpan.FromMinutes(30), Settings, 0);
        Cooldown.RateLimited(hour, Now + 1, TimeSpan.FromSeconds(1), Settings, 0).Until.ShouldBe(hour.Until);
    }

    [Fact]
    [Trait("criterion", "PRV-104")]
    public void A_401_rests_a_minute_and_doubles_to_a_quarter_of_an_hour()
    {
        var health = KeyHealth.Usable;
        foreach (var seconds in new[] { 60, 120, 240, 480, 900, 900 })
        {
            health = Cooldown.Unauthorized(health, health, Now, Settings, 0.5) with { Until = Now + TimeSpan.FromSeconds(seconds).Ticks };
            var at = health.Until + 1;
            var next = Cooldown.Unauthorized(health, health, at, Settings, 0.5);
            (next.Until - at).ShouldBe(TimeSpan.FromSeconds(Math.Min(seconds * 2, 900)).Ticks);
        }
    }

    [Fact]
    [Trait("criterion", "PRV-104")]
    public void Many_401_of_requests_that_ran_together_count_once()
    {
        var state = new KeyState();
        var uses = new KeyUse[100];
        for (var i = 0; i < uses.Length; i++)
        {
            state.TryUse(Now, sole: false, out uses[i]).ShouldBeTrue();
        }

        foreach (var use in uses)
        {
            state.Unauthorized(use, Now, Settings);
        }

        state.Health.Refusals.ShouldBe(1);
        state.Health.Until.ShouldBe(Now + TimeSpan.FromSeconds(60).Ticks);
    }

    [Theory]
    [InlineData(0.0, 48)]
    [InlineData(0.5, 60)]
    [InlineData(0.999999, 72)]
    [Trait("criterion", "PRV-107")]
    public void Jitter_moves_the_end_by_a_fifth_either_way(double roll, int seconds)
    {
        var settings = KeyCooldownSettings.Default;
        var until = Cooldown.RateLimited(KeyHealth.Usable, Now, null, settings, roll).Until - Now;
        TimeSpan.FromTicks(until).TotalSeconds.ShouldBe(seconds, 0.01);
        TimeSpan.FromTicks(Cooldown.Unauthorized(KeyHealth.Usable, KeyHealth.Usable, Now, settings, roll).Until - Now).TotalSeconds.ShouldBe(seconds, 0.01);
    }

    [Fact]
    [Trait("criterion", "PRV-107")]
    public void Jitter_never_cuts_a_hint_of_the_upstream_short()
    {
        Cooldown.RateLimited(KeyHealth.Usable, Now, TimeSpan.FromSeconds(10), KeyCooldownSettings.Default, 0).Until.ShouldBe(Now + TimeSpan.FromSeconds(10).Ticks);
        TimeSpan.FromTicks(Cooldown.RateLimited(KeyHealth.Usable, Now, TimeSpan.FromSeconds(10), KeyCooldownSettings.Default, 0.999999).Until - Now).TotalSeconds.ShouldBe(12, 0.01);
    }

    [Fact]
    [Trait("criterion", "PRV-107")]
    public void After_a_rest_one_probe_goes_first_and_its_success_frees_the_key()
    {
        var state = new KeyState();
        state.RateLimited(Now, TimeSpan.FromSeconds(1), Settings);
        state.TryUse(Now + 1, sole: false, out _).ShouldBeFalse();
        var after = state.Health.Until;
        state.TryUse(after, sole: false, out var probe).ShouldBeTrue();
        for (var i = 0; i < 50; i++)
        {
            state.TryUse(after + i, sole: false, out _).ShouldBeFalse();
        }

        state.Accepted(probe);
        state.Health.ShouldBeSameAs(KeyHealth.Usable);
        state.TryUse(after + 60, sole: false, out _).ShouldBeTrue();
    }

    [Fact]
    [Trait("criterion", "PRV-107")]
    public void A_probe_that_says_nothing_lets_the_next_one_try()
    {
        var state = new KeyState();
        state.RateLimited(Now, TimeSpan.FromSeconds(1), Settings);
        var after = state.Health.Until;
        state.TryUse(after, sole: false, out var probe).ShouldBeTrue();
        state.Undecided(probe);
        state.TryUse(after + 1, sole: false, out var second).ShouldBeTrue();
        state.RateLimited(after + 2, TimeSpan.FromSeconds(5), Settings);
        state.Health.Probing.ShouldBeFalse();
        state.Accepted(second);
        state.Health.Condition.ShouldBe(KeyCondition.RateLimited, "what began before the new refusal proves nothing against it");
    }

    [Fact]
    [Trait("criterion", "PRV-107")]
    public void A_sole_key_is_not_gated()
    {
        var state = new KeyState();
        state.RateLimited(Now, TimeSpan.FromSeconds(1), Settings);
        var after = state.Health.Until;
        state.TryUse(after - 1, sole: true, out _).ShouldBeFalse();
        for (var i = 0; i < 10; i++)
        {
            state.TryUse(after, sole: true, out _).ShouldBeTrue();
        }
    }

    [Fact]
    [Trait("criterion", "PRV-103")]
    public void A_success_that_began_before_the_refusal_does_not_end_the_rest()
    {
        var state = new KeyState();
        state.TryUse(Now, sole: false, out var early).ShouldBeTrue();
        state.RateLimited(Now + 1, null, Settings);
        state.Accepted(early);
        state.Health.Condition.ShouldBe(KeyCondition.RateLimited);
    }

    [Fact]
    [Trait("criterion", "PRV-28")]
    [Trait("criterion", "PRV-109")]
    public void A_rest_survives_a_reload_and_ends_by_an_operator_or_another_secret()
    {
        var config = new ProviderKeyConfig { Id = Guid.Empty, Position = 0, Masked = "…", Value = new("one") };
        var state = new KeyState();
        state.Adopt(config);
        Rest();
        state.Adopt(config with { Label = "renamed", Position = 3 });
        state.Health.Condition.ShouldBe(KeyCondition.RateLimited);
        state.Adopt(config with { ResetAt = DateTimeOffset.UnixEpoch });
        state.Health.Condition.ShouldBe(KeyCondition.Usable);
        Rest();
        state.Adopt(config with { ResetAt = DateTimeOffset.UnixEpoch, Value = new("two") });
        state.Health.Condition.ShouldBe(KeyCondition.Usable);

        void Rest() => state.RateLimited(Now, null, Settings);
    }

    [Fact]
    [Trait("criterion", "PRV-102")]
    public void The_ring_starts_at_the_first_usable_key_each_time()
    {
        var ring = new KeyRing([.. Enumerable.Range(0, 3).Select(i => new KeyModel(new ProviderKeyConfig { Id = Guid.Empty, Position = i, Masked = "" }, new KeyState()))]);
        ring.Take(0, Now, out _).ShouldBe(0);
        ring.Take(0, Now, out _).ShouldBe(0);
        ring.Take(1, Now, out _).ShouldBe(1);
        ring.Keys[0].State.RateLimited(Now, TimeSpan.FromSeconds(30), Settings);
        ring.Take(0, Now, out _).ShouldBe(1);
        ring.Keys[1].State.RateLimited(Now, TimeSpan.FromSeconds(9), Settings);
        ring.Keys[2].State.RateLimited(Now, TimeSpan.FromSeconds(20), Settings);
        ring.Take(0, Now, out _).ShouldBe(-1);
        ring.ShortestRest(Now).ShouldBe(TimeSpan.FromSeconds(9));
    }
}
