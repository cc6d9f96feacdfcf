namespace Switchyard.WorkspaceAgent.Registration;

/// <summary>
/// When to register next: with the heartbeat that was asked for; after a failure 100 ms doubling to 15 s, with full jitter, so that a thousand agents do not come back at once; a minute, a little spread, after a refusal. Pure.
/// </summary>
internal sealed class RegistrationPace
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromMinutes(1);

    private int _failures;

    /// <summary>The wait after a registration.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="roll">A random number from 0 to 1.</param>
    public TimeSpan Next(RegistrationOutcome outcome, double roll)
    {
        switch (outcome.Kind)
        {
            case RegistrationKind.Registered:
                _failures = 0;
                return outcome.Heartbeat;
            case RegistrationKind.Failed:
                var ceiling = First * Math.Pow(2, Math.Min(_failures++, 30));
                return (ceiling < Longest ? ceiling : Longest) * roll;
            default:
                _failures = 0;
                return AfterRefusal * (0.9 + (0.2 * roll));
        }
    }
}
