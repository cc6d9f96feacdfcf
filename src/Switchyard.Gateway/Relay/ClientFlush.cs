using System.IO.Pipelines;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Time;

namespace Switchyard.Gateway.Relay;

/// <summary>Sends what was written to the client. A client that is slow is logged, one that takes nothing any more is ended; both only cost themselves.</summary>
internal sealed partial class ClientFlush(MonotonicClock clock, ILogger<ClientFlush> logger)
{
    /// <summary>Flushes. False when the client was gone before all of it was handed over; one that goes afterwards has had what was written.</summary>
    /// <exception cref="OperationCanceledException">The call was stopped; the client can be told why, behind what was written.</exception>
    public ValueTask<bool> FlushAsync(Exchange exchange, PipeWriter writer)
    {
        exchange.Call.Token.ThrowIfCancellationRequested();
        if (exchange.Call.IsClientGone)
        {
            return DiscardAsync(exchange, writer);
        }

        var flush = writer.FlushAsync(CancellationToken.None);
        if (flush.IsCompletedSuccessfully)
        {
            var result = flush.Result;
            return new ValueTask<bool>(!result.IsCompleted && !result.IsCanceled);
        }

        return WaitAsync(exchange, flush.AsTask());
    }

    // Flushed all the same: what is written and never flushed would be kept until the end.
    private static async ValueTask<bool> DiscardAsync(Exchange exchange, PipeWriter writer)
    {
        await writer.FlushAsync(CancellationToken.None);
        return false;
    }

    private async ValueTask<bool> WaitAsync(Exchange exchange, Task<FlushResult> flush)
    {
        var server = exchange.Snapshot.Source.Server;
        var begun = clock.Now;
        exchange.Call.WaitUntil(begun + server.ClientStall.Ticks, EndReason.ClientStalled);
        try
        {
            var result = await LastWords.AwaitAsync(flush, exchange.Call, exchange.Context, clock.Provider);
            return !result.IsCompleted && !result.IsCanceled;
        }
        finally
        {
            exchange.Call.WaitEnded();
            var took = clock.Now - begun;
            if (took > server.SlowFlush.Ticks)
            {
                LogSlow(exchange.IdText, took / TimeSpan.TicksPerMillisecond);
            }
        }
    }

    [LoggerMessage(EventId = 4401, Level = LogLevel.Information, Message = "Slow client: request {RequestId} took {Milliseconds} ms to take what was sent")]
    private partial void LogSlow(string requestId, long milliseconds);
}
