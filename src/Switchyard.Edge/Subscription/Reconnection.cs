using Switchyard.Edge.Options;

namespace Switchyard.Edge.Subscription;

/// <summary>How long to wait before the next connection: 100 ms doubling to 15 s with full jitter, so that a thousand edges that lost one node do not come back at once. Pure.</summary>
/// <param name="options">The limits.</param>
internal sealed class Reconnection(ReconnectOptions options)
{
    /// <summary>Longest wait that a node can ask for.</summary>
    public static readonly TimeSpan LongestAfter = TimeSpan.FromMinutes(5);

    private int _failures;

    /// <summary>The wait after a connection that ended.</summary>
    /// <param name="end">How it ended.</param>
    /// <param name="connected">How long it held; zero when there was none.</param>
    /// <param name="roll">A random number from 0 to 1.</param>
    public TimeSpan Next(ChannelEnd end, TimeSpan connected, double roll)
    {
        if (connected >= options.Reset)
        {
            _failures = 0;
        }

        switch (end.Kind)
        {
            case ChannelEndKind.Moved:
                _failures = 0;
                return Max(After(end), options.Min);
            case ChannelEndKind.Refused or ChannelEndKind.Retired:
                // Spread a little: those that were refused together would otherwise come together for ever.
                return options.Refused * (0.9 + (0.2 * roll));
            default:
                var ceiling = options.Min * Math.Pow(2, Math.Min(_failures, 30));
                _failures++;
                return Max(After(end), (ceiling < options.Max ? ceiling : options.Max) * roll);
        }
    }

    private static TimeSpan After(ChannelEnd end) => end.After < LongestAfter ? end.After : LongestAfter;

    private static TimeSpan Max(TimeSpan one, TimeSpan two) => one > two ? one : two;
}
