using Switchyard.Gateway.Pool.Breakers;
using Switchyard.Gateway.Time;
using Switchyard.Model.Providers;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Pool.Breakers;

public sealed class BreakerTests
{
    private static readonly BreakerSettings Settings = BreakerSettings.Default;
    private readonly FakeTime _time = new();
    private readonly MonotonicClock _clock;
    private readonly Breaker _breaker = new("chat.completions", "m");

    public BreakerTests()
    {
        _clock = new MonotonicClock(_time);
    }

    [Fact]
    [Trait("criterion", "PRV-110")]
    public void The_full_cycle()
    {
        Open();
        _breaker.State.Value.ShouldBe(1);
        Refused(out var wait);
        wait.ShouldBe(TimeSpan.FromSeconds(30));
        _time.Advance(TimeSpan.FromSeconds(12));
        Refused(out wait);
        wait.ShouldBe(TimeSpan.FromSeconds(18));
        _time.JumpWallClock(TimeSpan.FromHours(1));
        Refused(out _);
        _time.Advance(TimeSpan.FromSeconds(18));
        var probes = new[] { Pass(), Pass(), Pass() };
        _breaker.State.Value.ShouldBe(0.5);
        Refused(out _);
        foreach (var probe in probes)
        {
            _breaker.Answered(probe, Settings);
        }

        _breaker.State.Value.ShouldBe(0);
        _breaker.IsIdle.ShouldBeTrue();
    }

    [Fact]
    [Trait("criterion", "PRV-110")]
    public void A_failed_probe_opens_it_again_for_the_whole_time()
    {
        Open();
        _time.Advance(TimeSpan.FromSeconds(30));
        var probe = Pass();
        _breaker.Failed(probe, _clock.Now, Settings).ShouldBeTrue();
        Refused(out var wait);
        wait.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    [Trait("criterion", "PRV-112")]
    public void A_probe_that_streams_for_ever_gives_its_place_back_at_its_first_byte()
    {
        Open();
        _time.Advance(TimeSpan.FromSeconds(30));
        _breaker.Answered(Pass(), Settings);
        Pass();
        Pass();
        Pass();
        Refused(out _);
    }

    [Fact]
    [Trait("criterion", "PRV-112")]
    public void A_probe_that_ends_undecided_gives_its_place_back()
    {
        Open();
        _time.Advance(TimeSpan.FromSeconds(30));
        for (var i = 0; i < 20; i++)
        {
            _breaker.Undecided(Pass());
        }

        _breaker.State.Phase.ShouldBe(BreakerPhase.HalfOpen);
        _breaker.State.Probes.ShouldBe(0);
    }

    [Fact]
    [Trait("criterion", "PRV-110")]
    public void Only_consecutive_failures_within_the_interval_count()
    {
        Fail(4);
        _breaker.Completed();
        Fail(4);
        _breaker.State.Phase.ShouldBe(BreakerPhase.Closed);
        _time.Advance(TimeSpan.FromSeconds(11));
        Fail(4);
        _breaker.State.Phase.ShouldBe(BreakerPhase.Closed);
        Fail(1);
        _breaker.State.Phase.ShouldBe(BreakerPhase.Open);
    }

    [Fact]
    [Trait("criterion", "PRV-110")]
    public void The_interval_slides()
    {
        foreach (var at in new[] { 0, 8, 3, 1, 1 })
        {
            _time.Advance(TimeSpan.FromSeconds(at));
            Fail(1);
        }

        _breaker.State.Phase.ShouldBe(BreakerPhase.Closed, "the first failure is 13 s old");
        _time.Advance(TimeSpan.FromSeconds(1));
        Fail(1);
        _breaker.State.Phase.ShouldBe(BreakerPhase.Open, "five within 6 s");
    }

    [Fact]
    [Trait("criterion", "PRV-111")]
    public void A_late_failure_of_an_earlier_phase_does_not_disturb_the_probes()
    {
        var early = Pass();
        Open();
        _time.Advance(TimeSpan.FromSeconds(30));
        Pass();
        _breaker.Failed(early, _clock.Now, Settings).ShouldBeFalse();
        _breaker.State.Phase.ShouldBe(BreakerPhase.HalfOpen);
    }

    [Fact]
    [Trait("criterion", "PRV-110")]
    public void No_sequence_of_events_breaks_the_rules()
    {
        // Every sequence of seven events out of six: 279,936 of them, each checked at each step.
        var settings = new BreakerSettings { Threshold = 2, Probes = 2, Open = TimeSpan.FromTicks(2), Interval = TimeSpan.FromTicks(3) };
        Walk(BreakerState.New, [], 0, 0, settings);
    }

    private static void Walk(BreakerState state, List<BreakerPass> passes, long now, int depth, BreakerSettings settings)
    {
        state.Probes.ShouldBeInRange(0, settings.Probes);
        state.Successes.ShouldBeInRange(0, settings.Probes - 1);
        state.Failures.Length.ShouldBeLessThan(settings.Threshold);
        (state.Phase == BreakerPhase.Closed || state.Failures.Length == 0).ShouldBeTrue();
        if (depth == 7)
        {
            return;
        }

        for (var move = 0; move < 6; move++)
        {
            var next = state;
            var rest = new List<BreakerPass>(passes);
            var at = now;
            switch (move)
            {
                case 0:
                    at++;
                    break;
                case 1 when BreakerRules.Enter(state, now, settings) is { } entered:
                    next = entered.Next;
                    rest.Add(new BreakerPass(entered.Probe, next.Round));
                    break;
                case 1:
                    (state.Phase == BreakerPhase.Closed).ShouldBeFalse("a closed breaker refuses nobody");
                    break;
                default:
                    if (rest.Count == 0)
                    {
                        continue;
                    }

                    var pass = rest[0];
                    rest.RemoveAt(0);
                    next = move switch
                    {
                        2 => BreakerRules.Answered(state, pass, settings),
                        3 => BreakerRules.Completed(state),
                        4 => BreakerRules.Undecided(state, pass),
                        _ => BreakerRules.Failed(state, pass, now, settings),
                    };
                    break;
            }

            next.Round.ShouldBeGreaterThanOrEqualTo(state.Round);
            Walk(next, rest, at, depth + 1, settings);
        }
    }

    private BreakerPass Pass()
    {
        _breaker.TryEnter(_clock.Now, Settings, out var pass, out _).ShouldBeTrue();
        return pass;
    }

    private void Refused(out TimeSpan wait) => _breaker.TryEnter(_clock.Now, Settings, out _, out wait).ShouldBeFalse();

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _breaker.Failed(Pass(), _clock.Now, Settings);
        }
    }

    private void Open()
    {
        Fail(5);
        _breaker.State.Phase.ShouldBe(BreakerPhase.Open);
    }
}
