using Switchyard.Storage.Sql;

namespace Switchyard.Configuration.Peers;

/// <summary>The clock that all nodes of a database share, as this node knows it: what the database said last, and how long ago that is by the monotonic clock. The wall clocks of nodes may differ by an hour.</summary>
/// <param name="time">The node's clock.</param>
/// <param name="database">Asked by <see cref="RefreshAsync"/>; null where somebody else tells the time by <see cref="Set"/>.</param>
public sealed class PeerClock(TimeProvider time, Database? database = null)
{
    /// <summary>How long a reading is trusted without a look: monotonic clocks drift by far less than the window of a signature in that time.</summary>
    private static readonly TimeSpan Trusted = TimeSpan.FromMinutes(10);

    private volatile Reading? _reading;

    /// <summary>The time, or null before the database said any.</summary>
    public DateTimeOffset? Now => _reading is { } reading ? reading.Clock + time.GetElapsedTime(reading.At) : null;

    /// <summary>Takes down what the database said.</summary>
    /// <param name="clock">Its clock.</param>
    /// <param name="at">When, as a timestamp of the monotonic clock.</param>
    public void Set(DateTimeOffset clock, long at) => _reading = new Reading(clock, at);

    /// <summary>Asks the database when nobody has for long. While it is away the last reading is used on.</summary>
    public async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        if (database is null || (_reading is { } reading && time.GetElapsedTime(reading.At) < Trusted))
        {
            return;
        }

        try
        {
            var at = time.GetTimestamp();
            Set(await database.ReadAsync(static (session, token) => session.ClockAsync(token), cancellationToken), at);
        }
        catch (Exception away) when (away is DatabaseUnavailableException or DatabaseBusyException)
        {
            // Whoever needs it finds out whether there is a reading.
        }
    }

    private sealed record Reading(DateTimeOffset Clock, long At);
}
