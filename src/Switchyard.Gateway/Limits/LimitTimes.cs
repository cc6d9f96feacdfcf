namespace Switchyard.Gateway.Limits;

/// <summary>How often shares of limits are exchanged, in ticks of the monotonic clock.</summary>
internal static class LimitTimes
{
    /// <summary>Time between two looks at what is due.</summary>
    public static readonly TimeSpan Round = TimeSpan.FromMilliseconds(300);

    /// <summary>How long an exchange may take before the database counts as away. A refused connection is away at once.</summary>
    public static readonly TimeSpan Exchange = TimeSpan.FromSeconds(2);

    /// <summary>How long a request waits for answers; longer than an exchange, so that a database that hangs is found to be away before.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>How often a subject in use is told, and what is not needed given back.</summary>
    public const long Tell = 500 * TimeSpan.TicksPerMillisecond;

    /// <summary>How often requests that just run are told again; a third of a lease.</summary>
    public const long Renew = 5 * TimeSpan.TicksPerSecond;

    /// <summary>How long a subject without requests keeps what it holds in advance.</summary>
    public const long Idle = 5 * TimeSpan.TicksPerSecond;

    /// <summary>How long a no stands without asking again.</summary>
    public const long Refused = 100 * TimeSpan.TicksPerMillisecond;
}
