namespace Switchyard.Hot.Dialling;

/// <summary>
/// One piece of work for all who want the same at once. Whoever comes while it runs waits for it; one who gives up leaves the others theirs; when all have given up, the work is cancelled. Its key is forgotten as soon
/// as it ends. Thread-safe.
/// </summary>
/// <typeparam name="TKey">What tells pieces of work apart.</typeparam>
/// <typeparam name="TResult">What comes of one; shared by all who waited.</typeparam>
public sealed class SharedDial<TKey, TResult>
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Flight> _flights = [];

    /// <summary>Keys whose work runs.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _flights.Count;
            }
        }
    }

    /// <summary>Joins the work of <paramref name="key"/>, or begins it.</summary>
    /// <param name="key">Which.</param>
    /// <param name="work">The work; its token is cancelled when nobody waits any more. What it makes and nobody gets is its own to keep or to end.</param>
    /// <param name="cancellationToken">This caller gives up.</param>
    /// <exception cref="OperationCanceledException">This caller gave up; it carries his own token.</exception>
    public async Task<TResult> RunAsync(TKey key, Func<CancellationToken, Task<TResult>> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        cancellationToken.ThrowIfCancellationRequested();
        Flight flight;
        lock (_gate)
        {
            // One that nobody waits for any more is being cancelled: it is not the one to join.
            if (!_flights.TryGetValue(key, out flight!) || flight.Waiters == 0)
            {
                flight = new Flight();
                _flights[key] = flight;
                flight.Task = Task.Run(() => work(flight.Ending.Token), CancellationToken.None);
                _ = ForgetAsync(key, flight);
            }

            flight.Waiters++;
        }

        try
        {
            return await flight.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            bool isLast;
            lock (_gate)
            {
                isLast = --flight.Waiters == 0;
            }

            if (isLast && !flight.Task.IsCompleted)
            {
                await flight.Ending.CancelAsync();
            }
        }
    }

    private async Task ForgetAsync(TKey key, Flight flight)
    {
        await ((Task)flight.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            if (_flights.TryGetValue(key, out var current) && ReferenceEquals(current, flight))
            {
                _flights.Remove(key);
            }
        }
    }

    // Its source has neither timer nor wait handle, so nothing has to be disposed.
    private sealed class Flight
    {
        public CancellationTokenSource Ending { get; } = new();

        public Task<TResult> Task { get; set; } = null!;

        public int Waiters { get; set; }
    }
}
