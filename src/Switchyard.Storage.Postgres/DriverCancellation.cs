namespace Switchyard.Storage.Postgres;

/// <summary>
/// The cancellation of what the driver does for a caller. The driver is never handed the caller's own token: it throws into the cancellation when its connection breaks at that moment, and would throw at whoever cancels, who has
/// nothing to do with it. What runs on such a connection ends by its break, and is told of it.
/// </summary>
internal sealed class DriverCancellation : IAsyncDisposable
{
    private readonly CancellationTokenSource? _source;
    private readonly CancellationTokenRegistration _registration;

    /// <param name="caller">Cancels <see cref="Token"/>; disposing ends that.</param>
    public DriverCancellation(CancellationToken caller)
    {
        if (caller.CanBeCanceled)
        {
            _source = new CancellationTokenSource();
            Token = _source.Token;
            _registration = caller.UnsafeRegister(static source => Cancel((CancellationTokenSource)source!), _source);
        }
    }

    /// <summary>For the driver.</summary>
    public CancellationToken Token { get; }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _registration.DisposeAsync();
        _source?.Dispose();
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (AggregateException torn) when (torn.Flatten().InnerExceptions.All(PostgresFailures.IsOfTornConnection))
        {
        }
    }
}
