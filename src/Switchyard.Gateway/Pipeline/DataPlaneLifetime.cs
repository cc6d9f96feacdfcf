using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Failures;

namespace Switchyard.Gateway.Pipeline;

/// <summary>The end of the data plane: no new requests, time for those that run, an error event for the rest.</summary>
internal sealed class DataPlaneLifetime(RunningExchanges running, Watchdog watchdog, TimeProvider time)
{
    private volatile bool _draining;

    /// <summary>What new requests are told, or null while they are welcome.</summary>
    public Failure? Refusal => _draining ? Failure.ShuttingDown : null;

    /// <summary>Refuses new requests from now on.</summary>
    public void BeginDrain() => _draining = true;

    /// <summary>Refuses new requests, waits up to <paramref name="patience"/> for those that run, then ends the rest with their dialect's error. Returns when none runs, or the last had its say.</summary>
    public async Task DrainAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        BeginDrain();
        var empty = running.WhenEmptyAsync();
        if (await EndsWithinAsync(empty, patience, cancellationToken))
        {
            return;
        }

        watchdog.EndAll();

        // What is told to end writes one event and goes.
        await EndsWithinAsync(empty, LastWords.Limit, CancellationToken.None);
    }

    private async Task<bool> EndsWithinAsync(Task empty, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await empty.WaitAsync(patience, time, cancellationToken);
            return true;
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}
