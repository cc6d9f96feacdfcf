namespace Switchyard.Gateway.Limits;

/// <summary>How often shares of limits are exchanged, in ticks of the monotonic clock.</summary>
internal static class LimitTimes
{
    /// <summary>Time between two looks at what is due.</summary>
    public static readonly TimeSpan Round = TimeSpan.FromMilliseconds(300);

    /// <summary>How long a request waits for an answer before the node decides by its share alone.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    /// <summary>How long an exchange may take before the database counts as away.</summary>
    public static readonly TimeSpan Exchange = TimeSpan.FromSeconds(1);

    /// <summary>How often what changed is told.</summary>
    public const long Tell = 500 * TimeSpan.TicksPerMillisecond;

    /// <summary>How often what did not change is renewed; a third of a lease.</summary>
    public const long Renew = 5 * TimeSpan.TicksPerSecond;

    /// <summary>How long a subject without requests keeps what it holds in advance.</summary>
    public const long Idle = 5 * TimeSpan.TicksPerSecond;

    /// <summary>How long a no stands without asking again.</summary>
    public const long Refused = 100 * TimeSpan.TicksPerMillisecond;
}
