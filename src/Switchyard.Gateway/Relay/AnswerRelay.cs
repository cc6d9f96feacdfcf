using System.Runtime.CompilerServices;
using Switchyard.Gateway.Attempts;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Recording;

namespace Switchyard.Gateway.Relay;

/// <summary>Relays the end of the attempts in the way it asks for: as a stream, as a document, or as a failure.</summary>
internal sealed class AnswerRelay(StreamRelay streams, BlockingRelay documents, ErrorRelay errors, TimeProvider time)
{
    /// <summary>Relays. Failures that are not told yet come back for whoever tells them.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<RelayEnd> RelayAsync(Exchange exchange, UpstreamAnswer answer, IResponseMeter? meter)
    {
        if (answer.Response is null)
        {
            return await FailAsync(exchange, answer.Failure!, meter);
        }

        var status = (int)answer.Response.StatusCode;
        var good = status is >= 200 and < 300;
        var prepared = good && meter is not null;
        var foreign = status >= 400 && meter is not null ? answer.Attempt!.Provider.Dialect.Errors : null;
        var end = exchange.Stream is not null
            ? await streams.RelayAsync(exchange, answer, meter!)
            : foreign is not null ? await errors.RelayAsync(exchange, answer, foreign)
            : await documents.RelayAsync(exchange, answer, good ? meter : null, prepared);
        return end.Status == InterceptionStatus.Completed && status >= 400 ? end with { Status = InterceptionStatus.Failed } : end;
    }

    /// <summary>Tells breaker and key how the attempt ended, and gives them back.</summary>
    public void EndAttempt(UpstreamAnswer? answer, RelayEnd end)
    {
        if (answer?.Attempt is not { } attempt)
        {
            return;
        }

        if (end.Status == InterceptionStatus.Completed && answer.Response is not null)
        {
            attempt.Completed();
        }

        attempt.End(time.GetUtcNow());
    }

    private static async ValueTask<RelayEnd> FailAsync(Exchange exchange, Failure failure, IResponseMeter? meter)
    {
        var reason = exchange.Call.Reason;
        if (reason is EndReason.ClientGone or EndReason.ClientStalled)
        {
            return RelayEnd.Cancelled;
        }

        // The headers of a stream went out while the first bytes were waited for: only an event can tell now.
        return exchange.Stream is { } stream && exchange.Context.Response.HasStarted && meter is not null
            ? await StreamRelay.BreakAsync(exchange, stream.Writer, meter, failure)
            : new RelayEnd(InterceptionStatus.Failed, failure);
    }
}
