using Switchyard.Edge.Options;
using Switchyard.Gateway.Entry;

namespace Switchyard.Edge.Contact;

/// <summary>
/// How long ago the control plane was heard of, and what follows from it for requests. The longer of two times counts: the monotonic clock stands still while a machine sleeps, the wall clock can be set back. Read by
/// every request without a lock.
/// </summary>
/// <param name="options">Process options; a limit there wins over the configuration's.</param>
/// <param name="time">Clock.</param>
public sealed class ContactClock(EdgeOptions options, TimeProvider time) : IEntryCondition
{
    private volatile Moment _heard = new(time.GetTimestamp(), time.GetUtcNow(), TimeSpan.Zero);
    private long _limit = (options.MaxOffline ?? TimeSpan.Zero).Ticks;
    private volatile bool _connected;
    private volatile bool _serves;
    private volatile bool _retired;

    /// <inheritdoc />
    public EntryState State =>
        _retired ? EntryState.Retired
        : !_serves ? EntryState.NotReady
        : Interlocked.Read(ref _limit) is > 0 and var limit && !_connected && Silence.Ticks > limit ? EntryState.Stale
        : EntryState.Open;

    /// <summary>Whether a node is connected now.</summary>
    public bool IsConnected => _connected;

    /// <summary>Time without contact: zero while connected.</summary>
    public TimeSpan Offline => _connected ? TimeSpan.Zero : Silence;

    /// <summary>Wall time of the last contact, as far as it is known.</summary>
    public DateTimeOffset ContactAt => time.GetUtcNow() - Offline;

    private TimeSpan Silence
    {
        get
        {
            var heard = _heard;
            var (elapsed, wall) = (time.GetElapsedTime(heard.Timestamp), time.GetUtcNow() - heard.At);
            return heard.Before + (elapsed > wall ? elapsed : wall);
        }
    }

    /// <summary>The last contact of the process before, as its disk says. Before anything else.</summary>
    /// <param name="contactAt">Wall time of the last contact.</param>
    /// <param name="silence">Time without contact that was measured then; a clock that was set back since makes it no shorter.</param>
    public void Restore(DateTimeOffset contactAt, TimeSpan silence)
    {
        var now = time.GetUtcNow();
        var before = now - contactAt > silence ? now - contactAt : silence;
        _heard = new Moment(time.GetTimestamp(), now, before > TimeSpan.Zero ? before : TimeSpan.Zero);
    }

    /// <summary>A node was heard.</summary>
    public void Heard()
    {
        _heard = new Moment(time.GetTimestamp(), time.GetUtcNow(), TimeSpan.Zero);
        _connected = true;
    }

    /// <summary>The connection is gone.</summary>
    public void Lost() => _connected = false;

    /// <summary>A configuration is in force.</summary>
    /// <param name="maxOffline">The limit it sets; zero for none.</param>
    public void Serves(TimeSpan maxOffline)
    {
        Interlocked.Exchange(ref _limit, (options.MaxOffline ?? maxOffline).Ticks);
        (_serves, _retired) = (true, false);
    }

    /// <summary>The gateway is no more.</summary>
    public void Retire() => (_retired, _serves) = (true, false);

    /// <summary>When there was contact, by both clocks.</summary>
    /// <param name="Timestamp">Monotonic.</param>
    /// <param name="At">Wall time.</param>
    /// <param name="Before">Silence that had passed by then.</param>
    private sealed record Moment(long Timestamp, DateTimeOffset At, TimeSpan Before);
}
