namespace Switchyard.Hot;

/// <summary>
/// Wakes one reader when something changed: many calls become one wake-up, a burst is waited out, and a tick comes in any case.
/// </summary>
/// <remarks>
/// <para>The signal carries no data. It says "look again", and the reader re-reads what is true now. So calls can be merged, doubled or lost without harm;
/// the tick bounds the harm of a lost one to a period.</para>
/// <para><b>Debounce.</b> A wake-up comes when it has been quiet for <c>quiet</c> since the last call, but no later than <c>maximumDelay</c> after the first:
/// a neighbour that never stops calling can not postpone it for ever. With <c>quiet</c> zero the first call wakes at once.</para>
/// <para><b>Calls while the reader works</b> are kept for its next wait, and their time counts from the call, not from the wait.</para>
/// <para>A call costs a clock read and a short lock. Only the first call of a burst moves the timer: when the timer fires, it looks where the end of the
/// quiet time has gone and sets itself again.</para>
/// </remarks>
public sealed class ChangeSignal : IDisposable
{
    private readonly TimeSpan _quiet;
    private readonly TimeSpan _maximumDelay;
    private readonly TimeSpan _tick;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private bool _pending;
    private long _firstCall;
    private long _lastCall;
    private long? _lastWake;
    private TaskCompletionSource<WakeReason>? _reader;
    private ITimer? _timer;
    private bool _disposed;

    /// <summary>Makes a signal.</summary>
    /// <param name="quiet">How long no call may come before the wake-up; zero for at once.</param>
    /// <param name="maximumDelay">How long after the first call it comes in any case; at least <paramref name="quiet"/>.</param>
    /// <param name="tick">The longest time between two wake-ups; positive, or <see cref="Timeout.InfiniteTimeSpan"/> for none.</param>
    /// <param name="timeProvider">The clock; only its monotonic side is used.</param>
    /// <exception cref="ArgumentOutOfRangeException">A time is outside its range.</exception>
    public ChangeSignal(TimeSpan quiet, TimeSpan maximumDelay, TimeSpan tick, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentOutOfRangeException.ThrowIfLessThan(quiet, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumDelay, quiet);
        if (tick != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(tick, TimeSpan.Zero);
        }

        _quiet = quiet;
        _maximumDelay = maximumDelay;
        _tick = tick;
        _time = timeProvider;
    }

    /// <summary>Says that something changed. Never blocks on the reader, may be called from any thread, and after disposal does nothing.</summary>
    public void Notify()
    {
        lock (_gate)
        {
            _lastCall = _time.GetTimestamp();
            if (_pending)
            {
                return;
            }

            _pending = true;
            _firstCall = _lastCall;
            WakeOrArm();
        }
    }

    /// <summary>Waits for the next wake-up. One reader at a time.</summary>
    /// <param name="cancellationToken">Ends the wait; a change that was signalled is kept for the next one.</param>
    /// <returns>Why the reader was woken.</returns>
    /// <exception cref="InvalidOperationException">Another wait is running.</exception>
    /// <exception cref="ObjectDisposedException">The signal was disposed, before or during the wait.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<WakeReason> WaitAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource<WakeReason> reader;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_reader is not null)
            {
                throw new InvalidOperationException("The signal has one reader, and it is waiting already.");
            }

            _lastWake ??= _time.GetTimestamp();
            reader = _reader = new TaskCompletionSource<WakeReason>(TaskCreationOptions.RunContinuationsAsynchronously);
            WakeOrArm();
        }

        using (cancellationToken.UnsafeRegister((_, token) => Leave(reader, token), null))
        {
            return await reader.Task;
        }
    }

    /// <summary>Stops the timer and ends a wait that is running.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _timer?.Dispose();
            _reader?.TrySetException(new ObjectDisposedException(nameof(ChangeSignal)));
            _reader = null;
        }
    }

    /// <summary>Wakes the reader if it is time, otherwise sets the timer for when it will be. Called under the lock.</summary>
    private void WakeOrArm()
    {
        if (_reader is null)
        {
            return;
        }

        var now = _time.GetTimestamp();
        var untilTick = _tick == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : _tick - _time.GetElapsedTime(_lastWake!.Value, now);
        var untilChange = TimeSpan.MaxValue;
        if (_pending)
        {
            var untilQuiet = _quiet - _time.GetElapsedTime(_lastCall, now);
            var untilMaximum = _maximumDelay - _time.GetElapsedTime(_firstCall, now);
            untilChange = untilQuiet < untilMaximum ? untilQuiet : untilMaximum;
        }

        var wait = untilChange < untilTick ? untilChange : untilTick;
        if (wait > TimeSpan.Zero)
        {
            Arm(wait);
            return;
        }

        var reader = _reader;
        var reason = _pending ? WakeReason.Changed : WakeReason.Tick;
        // The reader looks at everything that was true before now, so what was signalled until now is served, tick or not.
        _pending = false;
        _lastWake = now;
        _reader = null;
        _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        reader.TrySetResult(reason);
    }

    private void Arm(TimeSpan wait)
    {
        if (wait == TimeSpan.MaxValue)
        {
            return;
        }

        _timer ??= _time.CreateTimer(static signal => ((ChangeSignal)signal!).Elapsed(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(RoundUp(wait), Timeout.InfiniteTimeSpan);
    }

    private void Elapsed()
    {
        lock (_gate)
        {
            WakeOrArm();
        }
    }

    private void Leave(TaskCompletionSource<WakeReason> reader, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_reader == reader)
            {
                _reader = null;
                _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        reader.TrySetCanceled(cancellationToken);
    }

    private static TimeSpan RoundUp(TimeSpan wait)
    {
        // System timers count whole milliseconds, rounded down: rounding up avoids a last round of zero-length waits.
        return TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling(wait.TotalMilliseconds), uint.MaxValue - 1));
    }
}
