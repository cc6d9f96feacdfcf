using Switchyard.Testing.Time;

namespace Switchyard.Hot.Tests.Signals;

public sealed class ChangeSignalTests
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Maximum = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(10);
    private readonly FakeTime _time = new();

    [Fact]
    public async Task Without_a_call_the_tick_comes()
    {
        using var signal = Make();
        var wait = signal.WaitAsync().AsTask();

        _time.Advance(Tick - TimeSpan.FromMilliseconds(1));
        wait.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));

        (await wait).ShouldBe(WakeReason.Tick);
        var next = signal.WaitAsync().AsTask();
        _time.Advance(Tick);
        (await next).ShouldBe(WakeReason.Tick);
    }

    [Fact]
    public async Task A_burst_is_one_wake_up_after_the_quiet_time()
    {
        using var signal = Make();
        var wait = signal.WaitAsync().AsTask();
        for (var i = 0; i < 4; i++)
        {
            signal.Notify();
            _time.Advance(Quiet - TimeSpan.FromMilliseconds(1));
            wait.IsCompleted.ShouldBeFalse();
        }

        _time.Advance(TimeSpan.FromMilliseconds(1));
        (await wait).ShouldBe(WakeReason.Changed);

        var next = signal.WaitAsync().AsTask();
        _time.Advance(Maximum);
        next.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_neighbour_that_never_stops_can_not_postpone_it_for_ever()
    {
        using var signal = Make();
        var wait = signal.WaitAsync().AsTask();
        for (var passed = TimeSpan.Zero; passed < Maximum; passed += TimeSpan.FromMilliseconds(10))
        {
            signal.Notify();
            wait.IsCompleted.ShouldBeFalse();
            _time.Advance(TimeSpan.FromMilliseconds(10));
        }

        // The clock stands at the maximum delay and moves no more.
        (await wait).ShouldBe(WakeReason.Changed);
    }

    [Fact]
    public async Task Without_debounce_a_call_wakes_at_once_and_one_made_before_the_wait_is_kept()
    {
        using var signal = new ChangeSignal(TimeSpan.Zero, TimeSpan.Zero, Tick, _time);
        signal.Notify();
        signal.Notify();
        (await signal.WaitAsync()).ShouldBe(WakeReason.Changed);

        var wait = signal.WaitAsync().AsTask();
        wait.IsCompleted.ShouldBeFalse();
        signal.Notify();
        (await wait).ShouldBe(WakeReason.Changed);
    }

    [Fact]
    public async Task The_quiet_time_counts_from_the_call_and_not_from_the_wait()
    {
        using var signal = Make();
        signal.Notify();
        _time.Advance(Quiet);

        (await signal.WaitAsync()).ShouldBe(WakeReason.Changed);
    }

    [Fact]
    public async Task Jumps_of_the_wall_clock_change_nothing()
    {
        using var signal = Make();
        var wait = signal.WaitAsync().AsTask();
        signal.Notify();
        _time.JumpWallClock(TimeSpan.FromDays(-400));
        _time.Advance(Quiet - TimeSpan.FromMilliseconds(1));
        _time.JumpWallClock(TimeSpan.FromDays(800));
        wait.IsCompleted.ShouldBeFalse();

        _time.Advance(TimeSpan.FromMilliseconds(1));
        (await wait).ShouldBe(WakeReason.Changed);
    }

    [Fact]
    public async Task A_cancelled_wait_keeps_the_change_for_the_next_one()
    {
        using var signal = Make();
        using var cancellation = new CancellationTokenSource();
        var wait = signal.WaitAsync(cancellation.Token).AsTask();
        signal.Notify();
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => wait);
        _time.ArmedTimers.ShouldBe(0);

        _time.Advance(Quiet);
        (await signal.WaitAsync()).ShouldBe(WakeReason.Changed);
    }

    [Fact]
    public async Task A_second_reader_is_refused()
    {
        using var signal = Make();
        var wait = signal.WaitAsync().AsTask();
        await Should.ThrowAsync<InvalidOperationException>(async () => await signal.WaitAsync());
        wait.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Disposing_ends_the_wait_and_stops_the_timer()
    {
        var signal = Make();
        var wait = signal.WaitAsync().AsTask();
        signal.Dispose();

        await Should.ThrowAsync<ObjectDisposedException>(() => wait);
        _time.ArmedTimers.ShouldBe(0);
        signal.Notify();
        await Should.ThrowAsync<ObjectDisposedException>(async () => await signal.WaitAsync());
    }

    [Fact]
    public void Times_outside_their_range_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new ChangeSignal(-Quiet, Maximum, Tick, _time));
        Should.Throw<ArgumentOutOfRangeException>(() => new ChangeSignal(Maximum, Quiet, Tick, _time));
        Should.Throw<ArgumentOutOfRangeException>(() => new ChangeSignal(Quiet, Maximum, TimeSpan.Zero, _time));
    }

    /// <summary>Real threads: whatever was written before a call is read after some wake-up, without any tick.</summary>
    [Fact]
    [Trait("criterion", "PRV-44")]
    public async Task No_call_is_lost_under_load()
    {
        const int Calls = 200_000;
        using var signal = new ChangeSignal(TimeSpan.Zero, TimeSpan.Zero, Timeout.InfiniteTimeSpan, TimeProvider.System);
        var written = 0;
        var callers = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < Calls; i++)
            {
                Interlocked.Increment(ref written);
                signal.Notify();
            }
        })));
        var wakes = 0;
        for (var seen = 0; seen < 3 * Calls; wakes++)
        {
            await signal.WaitAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            seen = Volatile.Read(ref written);
        }

        await callers;
        wakes.ShouldBeLessThanOrEqualTo(3 * Calls);
    }

    private ChangeSignal Make()
    {
        return new ChangeSignal(Quiet, Maximum, Tick, _time);
    }
}
