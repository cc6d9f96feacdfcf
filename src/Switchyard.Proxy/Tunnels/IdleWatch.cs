namespace Switchyard.Proxy.Tunnels;

/// <summary>Ends a tunnel in which nothing moves. It sleeps for as long as there is left, and not a timer is set for what moves.</summary>
internal sealed class IdleWatch(TimeProvider time)
{
    private long _last = time.GetTimestamp();

    /// <summary>Something moved.</summary>
    public void Touch() => Volatile.Write(ref _last, time.GetTimestamp());

    /// <summary>Calls <paramref name="end"/> when nothing moved for <paramref name="limit"/>, which is asked anew each time; returns then, or when the token fires.</summary>
    public async Task RunAsync(Func<TimeSpan> limit, Action end, CancellationToken cancellationToken)
    {
        while (true)
        {
            var left = limit() - time.GetElapsedTime(Volatile.Read(ref _last));
            if (left <= TimeSpan.Zero)
            {
                end();
                return;
            }

            await Task.Delay(left, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
