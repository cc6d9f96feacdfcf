using Switchyard.Hot;

namespace Switchyard.Hub.Wakeup;

/// <summary>
/// The loop of whoever keeps something in step with streams: look once at first, again whenever one of them has another version or somebody wakes it, and a second after a look that failed. Looks never overlap; what
/// comes during one makes one more.
/// </summary>
/// <param name="streams">The streams.</param>
/// <param name="watcher">Tells of their versions.</param>
/// <param name="time">Clock.</param>
public sealed class StreamFollower(IReadOnlyCollection<string> streams, VersionWatcher watcher, TimeProvider time) : IDisposable
{
    /// <summary>How long after a look that failed the next one is made.</summary>
    public static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly ChangeSignal _wake = new(TimeSpan.Zero, TimeSpan.Zero, Timeout.InfiniteTimeSpan, time);
    private int _told;
    private bool _failing;

    /// <summary>Has it look again for another reason than its streams.</summary>
    public void Wake() => _wake.Notify();

    /// <summary>Looks until <paramref name="stoppingToken"/> says otherwise, and returns then. To be called once.</summary>
    /// <param name="look">
    /// Looks. It is told whether a stream has another version than at the last look that went well; if not, it was only woken. Whatever it throws, it is called again: a part of the node that has stopped looking would
    /// believe for ever what it knew last.
    /// </param>
    /// <param name="failed">Told of the first of a row of failures.</param>
    /// <param name="stoppingToken">Ends it.</param>
    public async Task RunAsync(Func<bool, CancellationToken, Task> look, Action<Exception> failed, CancellationToken stoppingToken)
    {
        ArgumentNullException.ThrowIfNull(look);
        ArgumentNullException.ThrowIfNull(failed);
        using var watch = watcher.Watch(streams, () =>
        {
            Volatile.Write(ref _told, 1);
            _wake.Notify();
        });
        try
        {
            while (true)
            {
                await _wake.WaitAsync(stoppingToken);
                if (!await LookAsync(look, failed, stoppingToken))
                {
                    await Task.Delay(Retry, time, stoppingToken);
                    _wake.Notify();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node ends.
        }
    }

    /// <inheritdoc />
    public void Dispose() => _wake.Dispose();

    private async Task<bool> LookAsync(Func<bool, CancellationToken, Task> look, Action<Exception> failed, CancellationToken stoppingToken)
    {
        var told = Interlocked.Exchange(ref _told, 0) != 0;
        try
        {
            await look(told, stoppingToken);
            _failing = false;
            return true;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            // Most often a database that is away; a fault of ours must not end the loop either.
            if (told)
            {
                Volatile.Write(ref _told, 1);
            }

            if (!_failing)
            {
                _failing = true;
                failed(failure);
            }

            return false;
        }
    }
}
