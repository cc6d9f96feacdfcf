namespace Switchyard.Bundles.Endpoint;

/// <summary>The end of the endpoint: no new requests, streams end at once, calls have time, and the rest is cancelled.</summary>
internal sealed class McpLifetime(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _streams = new();
    private readonly CancellationTokenSource _calls = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isDraining;
    private int _running;

    /// <summary>Cancelled when streams that have no end have to end.</summary>
    public CancellationToken StreamsEnd => _streams.Token;

    /// <summary>Cancelled when calls have had their time.</summary>
    public CancellationToken CallsEnd => _calls.Token;

    /// <summary>Counts a request in, unless it is too late.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (!_isDraining)
            {
                _running++;
            }

            return !_isDraining;
        }
    }

    /// <summary>Counts a request out.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            if (--_running == 0 && _isDraining)
            {
                _empty.TrySetResult();
            }
        }
    }

    /// <summary>Ends everything. Returns when nothing runs, or soon after <paramref name="patience"/>.</summary>
    public async Task DrainAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _isDraining = true;
            if (_running == 0)
            {
                _empty.TrySetResult();
            }
        }

        await _streams.CancelAsync();
        if (!await EndsWithinAsync(patience, cancellationToken))
        {
            await _calls.CancelAsync();
            await EndsWithinAsync(LastWords, CancellationToken.None);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _streams.Dispose();
        _calls.Dispose();
    }

    private async Task<bool> EndsWithinAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await _empty.Task.WaitAsync(patience, time, cancellationToken);
            return true;
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}
