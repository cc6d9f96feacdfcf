using Microsoft.Extensions.Hosting;

namespace Switchyard.Admin.Tails;

/// <summary>
/// Answers that wait until there is something to tell. Usage notifies nobody, so a reader that waits costs one look at an index each second and nothing else; whoever asks without waiting costs one look.
/// </summary>
internal sealed class LongPoll(IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>Longest wait of an answer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Time between two looks.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Looks until <paramref name="isTold"/> says that there is something, <paramref name="wait"/> is over or the node stops, and returns what it saw last.
    /// </summary>
    public async Task<T> LookAsync<T>(Func<CancellationToken, Task<T>> look, Func<T, bool> isTold, TimeSpan wait, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var seen = await look(cancellationToken);
            var left = wait - time.GetElapsedTime(began);
            if (isTold(seen) || left <= TimeSpan.Zero || !await PauseAsync(left < Every ? left : Every, cancellationToken))
            {
                return seen;
            }
        }
    }

    private async Task<bool> PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        await Task.Delay(pause, time, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return !end.IsCancellationRequested;
    }
}
