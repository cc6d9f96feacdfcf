using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Bodies;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Modules.Chains;
using Switchyard.Gateway.Pool.Keys;
using Switchyard.Gateway.Telemetry;
using Switchyard.Gateway.Time;

namespace Switchyard.Gateway.Attempts;

/// <summary>Makes one attempt: sends, waits for the headers and, of a good answer, for the first bytes of the body. What breaks before them can still be tried elsewhere.</summary>
internal sealed partial class Sender(MonotonicClock clock, GatewayInstruments instruments, ILogger<Sender> logger)
{
    private const int FirstRead = 4096;

    /// <summary>One attempt. An answer comes back open; it is the caller's to dispose.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<(UpstreamAnswer Answer, Verdict Verdict)> SendAsync(Exchange exchange, UpstreamCall call, Attempt attempt)
    {
        HttpResponseMessage? response = null;
        UpstreamAnswer? answer = null;
        BodyContent? content = null;
        var edited = new PooledBuffer();
        using var span = GatewaySpans.StartAttempt(instruments, call.Endpoint, attempt.Provider.Config.Name, exchange.Attempts);
        try
        {
            exchange.Call.WaitUntil(clock.Now + attempt.Provider.Config.Settings.Timeouts.Headers.Ticks, EndReason.HeadersTimeout);
            var request = await UpstreamRequests.MakeAsync(exchange, call, attempt, edited, exchange.Call.Token);
            content = request.Content as BodyContent;
            Measure(exchange);
            response = await attempt.Provider.Connections.SendAsync(request, exchange.Call.Token);
            exchange.Call.WaitEnded();
            var status = (int)response.StatusCode;
            attempt.Answered(status, Wait(response, status), clock.Now, instruments);
            span?.SetTag("http.response.status_code", status);
            var good = status is >= 200 and < 300;
            var body = await response.Content.ReadAsStreamAsync(exchange.Call.Token);
            answer = UpstreamAnswer.Of(attempt, response, good && call.Facts is { Stream: true } && call.Bridge is not null ? attempt.Provider.Dialect.Events(response, body) : body);
            if (good && call.Method != HttpMethod.Head)
            {
                call.Preparer?.Prepare(exchange, attempt, response);
                await ReadFirstAsync(exchange, call, answer);
            }

            return (answer, StatusRules.ForRequest(status, attempt.Byok));
        }
        catch (Exception error)
        {
            // Everything that can go wrong on the wire ends here, whatever the client library calls it.
            response?.Dispose();
            answer?.Dispose();
            exchange.Call.WaitEnded();
            return Fault(exchange, attempt, error, !call.Continues && await HasBegunAsync(exchange));
        }
        finally
        {
            // The library may still be writing from it when the answer came early or the call was stopped; then it is not given back.
            if (content is { IsBeingSent: true })
            {
                edited.Abandon();
            }

            edited.Dispose();
        }
    }

    private void Measure(Exchange exchange)
    {
        if (exchange.Sent == 0)
        {
            exchange.Sent = clock.Now;
            instruments.Overhead(TimeSpan.FromTicks(exchange.Sent - exchange.Started));
        }
    }

    private async ValueTask ReadFirstAsync(Exchange exchange, UpstreamCall call, UpstreamAnswer answer)
    {
        exchange.Call.WaitUntil(clock.Now + answer.Attempt!.Provider.Config.Settings.Timeouts.Idle.Ticks, EndReason.UpstreamSilent);
        var read = await answer.Body!.ReadAsync(answer.First.GetMemory(FirstRead), exchange.Call.Token);
        exchange.Call.WaitEnded();
        answer.First.Advance(read);
        answer.Ended = read == 0;
        if (answer.Ended && call.Bridge is not null)
        {
            // No stream and no document of an intercepted route is empty.
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The answer ended before it began.");
        }
    }

    // The watchdog may have sent the headers meanwhile, because the first bytes were long in coming. Then there is no way back.
    private static async ValueTask<bool> HasBegunAsync(Exchange exchange)
    {
        if (exchange.Stream is { } stream)
        {
            await stream.EnterOnceAsync();
            if (!exchange.Context.Response.HasStarted)
            {
                exchange.Stream = null;
                exchange.Context.Response.Clear();
            }
        }

        return exchange.Context.Response.HasStarted;
    }

    private TimeSpan? Wait(HttpResponseMessage response, int status) =>
        status == 429 ? RetryAfter.Read(response.Headers, clock.Provider.GetUtcNow()) : null;

    private (UpstreamAnswer Answer, Verdict Verdict) Fault(Exchange exchange, Attempt attempt, Exception error, bool begun)
    {
        var reason = exchange.Call.Reason;
        if (reason is not (EndReason.None or EndReason.HeadersTimeout or EndReason.UpstreamSilent))
        {
            return (UpstreamAnswer.Of(EndReasons.FailureOf(reason) ?? Failure.UpstreamBroke, attempt), Verdict.Stopped);
        }

        if (error is ModuleFailedException module)
        {
            // It would fail with the next target just as well.
            return (UpstreamAnswer.Of(module.Failure, attempt), Verdict.Stopped);
        }

        var (failure, upstream) = SendFaults.Read(error, reason);
        if (upstream)
        {
            attempt.Failed(clock.Now, instruments);
        }

        LogFailed(attempt.Provider.Config.Name, failure.Code, error);
        return (UpstreamAnswer.Of(failure, attempt), begun ? Verdict.Stopped : Verdict.UpstreamFailed);
    }

    [LoggerMessage(EventId = 4400, Level = LogLevel.Warning, Message = "An attempt with provider {Provider} failed: {Code}")]
    private partial void LogFailed(string provider, string code, Exception error);
}
