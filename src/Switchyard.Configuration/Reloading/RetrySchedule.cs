using Switchyard.Model.Server;

namespace Switchyard.Configuration.Reloading;

/// <summary>
/// When the sources are looked at again by themselves. Sources that were never read: about every second. Sources that can not be read now: <c>server.hub.retryMin</c> doubling to <c>retryMax</c>. A content
/// that could not be prepared for a passing cause: <c>server.reload.retryMin</c> doubling to <c>retryMax</c>. A content that was refused: not at all. Each wait is spread by a fifth, so that nodes that failed
/// together do not try together.
/// </summary>
internal sealed class RetrySchedule
{
    private FailedStep _step;
    private TimeSpan _next;

    /// <summary>The wait after a look that ended well, or that no retry would mend.</summary>
    public TimeSpan None()
    {
        _step = FailedStep.None;
        return Timeout.InfiniteTimeSpan;
    }

    /// <summary>The wait after a look that failed.</summary>
    /// <param name="step">How far it came.</param>
    /// <param name="server">The terms.</param>
    public TimeSpan After(FailedStep step, ServerConfig server)
    {
        var (first, longest) = step switch
        {
            FailedStep.FirstRead => (server.HubRetryMin, server.HubRetryMin),
            FailedStep.Read => (server.HubRetryMin, server.HubRetryMax),
            FailedStep.Prepare => (server.Reload.RetryMin, server.Reload.RetryMax),
            _ => throw new ArgumentOutOfRangeException(nameof(step), step, "This is no failure."),
        };
        var wait = step == _step ? _next : first;
        wait = wait < longest ? wait : longest;
        (_step, _next) = (step, wait * 2);
        return wait * (0.8 + (Random.Shared.NextDouble() * 0.4));
    }
}
