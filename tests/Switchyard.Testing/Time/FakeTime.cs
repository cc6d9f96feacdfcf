namespace Switchyard.Testing.Time;

/// <summary>
/// A clock that moves only when a test moves it. Timers, delays and time-outs made with it run on the thread that calls
/// <see cref="Advance"/>, in the order in which they are due.
/// </summary>
/// <remarks>
/// The wall clock (<see cref="GetUtcNow"/>) and the monotonic clock (<see cref="GetTimestamp"/>, timers) are two clocks, as on a real machine:
/// <see cref="JumpWallClock"/> moves the first alone, like an operator or NTP does. Code that measures a duration by the wall clock is found that way.
/// <para>
/// The usual order in a test is: start the code, <see cref="WhenArmedAsync"/> until it waits, <see cref="Advance"/>, await its effect.
/// </para>
/// </remarks>
public sealed class FakeTime : TimeProvider
{
    /// <summary>Where the wall clock of a new instance stands: 2026-01-01T00:00:00Z.</summary>
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _gate = new();
    private readonly List<FakeTimer> _armed = [];
    private readonly List<(Func<bool> IsReached, TaskCompletionSource Reached)> _watchers = [];
    private long _monotonic;
    private long _sequence;
    private DateTimeOffset _wall;

    /// <summary>Makes a clock that stands at <see cref="Start"/>.</summary>
    public FakeTime()
        : this(Start)
    {
    }

    /// <summary>Makes a clock whose wall clock stands at <paramref name="start"/>.</summary>
    public FakeTime(DateTimeOffset start)
    {
        _wall = start.ToUniversalTime();
    }

    /// <summary>One tick is 100 ns.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Timers that are armed now, those of delays and time-outs included. Zero at the end of a test means that nothing was left behind.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_gate)
            {
                return _armed.Count;
            }
        }
    }

    /// <summary>How long until the next timer is due; null when none is armed.</summary>
    public TimeSpan? UntilNextTimer
    {
        get
        {
            lock (_gate)
            {
                return NextDue() is { } next ? TimeSpan.FromTicks(next.Due - _monotonic) : null;
            }
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _wall;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _monotonic;
        }
    }

    /// <summary>
    /// Moves both clocks by <paramref name="by"/>, stopping at each timer that comes due on the way: its callback sees the time for which it was set.
    /// A periodic timer fires once for every period that passes. Callbacks run on this thread, outside the clock's lock.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        long target;
        lock (_gate)
        {
            target = _monotonic + by.Ticks;
        }

        while (true)
        {
            FakeTimer? due;
            lock (_gate)
            {
                due = NextDue() is { } next && next.Due <= target ? next : null;
                MoveTo(due?.Due ?? target);
                if (due is not null)
                {
                    _armed.Remove(due);
                    if (due.Period > 0)
                    {
                        Arm(due, due.Period);
                    }
                }
            }

            if (due is null)
            {
                return;
            }

            due.Fire();
        }
    }

    /// <summary>Moves the wall clock alone, forwards or backwards. No timer fires and no measured duration changes.</summary>
    public void JumpWallClock(TimeSpan by)
    {
        lock (_gate)
        {
            _wall += by;
        }
    }

    /// <summary>Completes when at least <paramref name="timers"/> timers are armed, at once if they are.</summary>
    public Task WhenArmedAsync(int timers = 1)
    {
        return WhenAsync(() => _armed.Count >= timers);
    }

    /// <summary>Completes when a timer is armed that is due in exactly <paramref name="dueIn"/>, at once if there is one: for code that waits for several things, of which a test means one.</summary>
    public Task WhenArmedAsync(TimeSpan dueIn)
    {
        return WhenAsync(() => _armed.Exists(timer => timer.Due - _monotonic == dueIn.Ticks));
    }

    /// <summary>As <see cref="WhenArmedAsync(TimeSpan)"/>, for a wait that is spread: due in at least <paramref name="soonest"/> and less than <paramref name="latest"/>.</summary>
    public Task WhenArmedAsync(TimeSpan soonest, TimeSpan latest)
    {
        return WhenAsync(() => _armed.Exists(timer => timer.Due - _monotonic >= soonest.Ticks && timer.Due - _monotonic < latest.Ticks));
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private Task WhenAsync(Func<bool> isReached)
    {
        lock (_gate)
        {
            if (isReached())
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _watchers.Add((isReached, reached));
            return reached.Task;
        }
    }

    private FakeTimer? NextDue()
    {
        FakeTimer? next = null;
        foreach (var timer in _armed)
        {
            if (next is null || timer.Due < next.Due || (timer.Due == next.Due && timer.Sequence < next.Sequence))
            {
                next = timer;
            }
        }

        return next;
    }

    private void MoveTo(long monotonic)
    {
        // A callback may have advanced the clock itself; time never goes back.
        if (monotonic > _monotonic)
        {
            _wall += TimeSpan.FromTicks(monotonic - _monotonic);
            _monotonic = monotonic;
        }
    }

    private void Arm(FakeTimer timer, long after)
    {
        timer.Due = _monotonic + after;
        timer.Sequence = _sequence++;
        _armed.Add(timer);
        for (var i = _watchers.Count - 1; i >= 0; i--)
        {
            if (_watchers[i].IsReached())
            {
                _watchers[i].Reached.SetResult();
                _watchers.RemoveAt(i);
            }
        }
    }

    private bool Change(FakeTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            if (timer.Disposed)
            {
                return false;
            }

            _armed.Remove(timer);
            timer.Period = period == Timeout.InfiniteTimeSpan ? 0 : period.Ticks;
            if (dueTime != Timeout.InfiniteTimeSpan && dueTime > TimeSpan.Zero)
            {
                Arm(timer, dueTime.Ticks);
                return true;
            }

            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                return true;
            }

            if (timer.Period > 0)
            {
                Arm(timer, timer.Period);
            }
        }

        // Due at once: like a system timer it fires on another thread, not inside the call that set it.
        ThreadPool.UnsafeQueueUserWorkItem(static timer => timer.Fire(), timer, preferLocal: false);
        return true;
    }

    private void Forget(FakeTimer timer)
    {
        lock (_gate)
        {
            timer.Disposed = true;
            _armed.Remove(timer);
        }
    }

    private sealed class FakeTimer(FakeTime clock, TimerCallback callback, object? state) : ITimer
    {
        public long Due { get; set; }

        public long Period { get; set; }

        public long Sequence { get; set; }

        public bool Disposed { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            return clock.Change(this, dueTime, period);
        }

        public void Fire()
        {
            callback(state);
        }

        public void Dispose()
        {
            clock.Forget(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
