using Switchyard.Edge.Contact;
using Switchyard.Edge.Options;
using Switchyard.Gateway.Entry;
using Switchyard.Model.Secrets;
using Switchyard.Testing.Time;

namespace Switchyard.Edge.Tests.Contact;

public sealed class ContactClockTests
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private readonly FakeTime _time = new();

    [Fact]
    [Trait("criterion", "HUB-75")]
    public void Access_is_stale_when_there_was_no_contact_for_longer_than_the_limit()
    {
        var clock = Clock();
        clock.State.ShouldBe(EntryState.NotReady);
        clock.Heard();
        clock.Serves(Day);
        _time.Advance(TimeSpan.FromDays(3));
        clock.State.ShouldBe(EntryState.Open, "connected");
        clock.Heard();
        clock.Lost();
        _time.Advance(Day);
        clock.State.ShouldBe(EntryState.Open);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        clock.State.ShouldBe(EntryState.Stale);
        clock.Heard();
        clock.State.ShouldBe(EntryState.Open);
    }

    [Fact]
    [Trait("criterion", "HUB-75")]
    public void Zero_turns_it_off_and_the_process_option_wins()
    {
        var trusting = Clock(TimeSpan.Zero);
        trusting.Serves(Day);
        var strict = Clock(TimeSpan.FromMinutes(1));
        strict.Serves(Day);
        var following = Clock();
        following.Serves(TimeSpan.Zero);
        _time.Advance(TimeSpan.FromDays(400));
        trusting.State.ShouldBe(EntryState.Open);
        strict.State.ShouldBe(EntryState.Stale);
        following.State.ShouldBe(EntryState.Open);
    }

    [Fact]
    [Trait("criterion", "HUB-75")]
    public void The_time_without_contact_goes_on_over_a_restart_and_a_clock_set_back_gives_no_credit()
    {
        var clock = Clock();
        clock.Restore(_time.GetUtcNow() - TimeSpan.FromHours(23), TimeSpan.Zero);
        clock.Serves(Day);
        clock.State.ShouldBe(EntryState.Open);
        clock.Offline.ShouldBe(TimeSpan.FromHours(23));
        _time.JumpWallClock(TimeSpan.FromHours(-10));
        _time.Advance(TimeSpan.FromHours(1.1));
        clock.State.ShouldBe(EntryState.Stale);

        var future = Clock();
        future.Restore(_time.GetUtcNow() + TimeSpan.FromDays(300), TimeSpan.Zero);
        future.Serves(Day);
        future.Offline.ShouldBe(TimeSpan.Zero);
        _time.Advance(Day + TimeSpan.FromSeconds(1));
        future.State.ShouldBe(EntryState.Stale);
    }

    [Fact]
    [Trait("criterion", "HUB-75")]
    public void The_silence_that_was_measured_counts_when_the_clock_was_set_back_before_the_restart()
    {
        var clock = Clock();
        clock.Restore(_time.GetUtcNow() + TimeSpan.FromDays(300), TimeSpan.FromHours(23));
        clock.Serves(Day);
        clock.Offline.ShouldBe(TimeSpan.FromHours(23));
        clock.State.ShouldBe(EntryState.Open);
        _time.Advance(TimeSpan.FromHours(1.1));
        clock.State.ShouldBe(EntryState.Stale);
    }

    [Fact]
    [Trait("criterion", "HUB-75")]
    public void Time_that_the_machine_slept_counts_too()
    {
        var clock = Clock();
        clock.Heard();
        clock.Serves(Day);
        clock.Lost();
        _time.JumpWallClock(TimeSpan.FromHours(25));
        clock.State.ShouldBe(EntryState.Stale);
        clock.ContactAt.ShouldBe(FakeTime.Start);

        var restarted = Clock();
        restarted.Restore(clock.ContactAt, TimeSpan.Zero);
        restarted.Serves(Day);
        restarted.State.ShouldBe(EntryState.Stale);
    }

    [Fact]
    [Trait("criterion", "HUB-76")]
    public void A_retired_gateway_stays_so_until_it_serves_again()
    {
        var clock = Clock();
        clock.Serves(Day);
        clock.Retire();
        clock.Heard();
        clock.State.ShouldBe(EntryState.Retired);
        clock.Serves(Day);
        clock.State.ShouldBe(EntryState.Open);
    }

    private ContactClock Clock(TimeSpan? limit = null) =>
        new(new EdgeOptions { ControlPlane = new Uri("http://127.0.0.1:1"), Token = new Secret("swg_"), DataDirectory = ".", MaxOffline = limit }, _time);
}
