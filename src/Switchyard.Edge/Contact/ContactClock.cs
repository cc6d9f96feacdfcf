using Switchyard.Edge.Options;
using Switchyard.Gateway.Entry;

namespace Switchyard.Edge.Contact;

/// <summary>
/// How long ago the control plane was heard of, and what follows from it for requests. Monotonic while the process runs; over a restart the wall clock has to do. Read by every request without a lock.
/// </summary>
/// <param name="options">Process options; a limit there wins over the configuration's.</param>
/// <param name="time">Clock.</param>
public sealed class ContactClock(EdgeOptions options, TimeProvider time) : IEntryCondition
{
    private readonly long _started = time.GetTimestamp();
    private long _heardAt = long.MinValue;
    private long _limit = (options.MaxOffline ?? TimeSpan.Zero).Ticks;
    private TimeSpan _before;
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

    private TimeSpan Silence => Interlocked.Read(ref _heardAt) is var heard && heard == long.MinValue ? _before + time.GetElapsedTime(_started) : time.GetElapsedTime(heard);

    /// <summary>The last contact of the process before, as its disk says. Before anything else.</summary>
    public void Restore(DateTimeOffset contactAt)
    {
        // A clock that was set back must not make old knowledge fresh for longer than it would be by itself.
        var before = time.GetUtcNow() - contactAt;
        _before = before > TimeSpan.Zero ? before : TimeSpan.Zero;
    }

    /// <summary>A node was heard.</summary>
    public void Heard()
    {
        Interlocked.Exchange(ref _heardAt, time.GetTimestamp());
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
}
