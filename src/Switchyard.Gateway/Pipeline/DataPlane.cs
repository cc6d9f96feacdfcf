using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Switchyard.Gateway.Access;
using Switchyard.Gateway.Bodies;
using Switchyard.Gateway.Bridges.Registry;
using Switchyard.Gateway.Canaries;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Headers;
using Switchyard.Gateway.Relay;
using Switchyard.Gateway.Routing;
using Switchyard.Gateway.Snapshots;
using Switchyard.Gateway.Time;
using Switchyard.Hot;

namespace Switchyard.Gateway.Pipeline;

/// <summary>
/// The request from Kestrel to its end. It leases the snapshot once, enters the table of running exchanges, runs one of the flows, and sees to it that whatever happens the
/// client hears the truth: a failure in its dialect before the first byte, a cut connection after it.
/// </summary>
internal sealed partial class DataPlane(
    GatewaySnapshots snapshots,
    RunningExchanges running,
    RequestRouter router,
    DataPlaneLifetime lifetime,
    CanaryTally tally,
    MonotonicClock clock,
    ILogger<DataPlane> logger)
{
    // The transport hands bytes to the socket in the background; a cut that follows at once would overtake the last event.
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(50);

    /// <summary>Serves one request; never throws.</summary>
    public Task InvokeAsync(HttpContext context) =>
        context.Request.Path.Value == "/healthz" ? context.Response.WriteAsync("ok\n", context.RequestAborted) : InvokeAsync(context, snapshots.Acquire());

    /// <summary>Serves one request of a connection that is a decrypted tunnel; never throws.</summary>
    public Task InvokeTunnelledAsync(HttpContext context) => InvokeAsync(context, snapshots.Acquire(), context.Features.GetRequiredFeature<TunnelVisit>());

    /// <summary>Serves one request with the snapshot of <paramref name="lease"/>, which belongs to it from now on; never throws.</summary>
    public async Task InvokeAsync(HttpContext context, Lease<GatewaySnapshot> lease, TunnelVisit? tunnel = null)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var plain = RequestPath.TryRead(target, out var path, out var query);
        var now = clock.Provider.GetUtcNow();
        using var exchange = new Exchange(context, RequestIds.Next(now), now, clock.Now, lease)
        {
            Dialect = BridgeSet.Of(InterceptedPaths.DialectOf(path)),
            Tunnel = tunnel,
        };
        var place = running.Enter(exchange);
        await using var gone = context.RequestAborted.UnsafeRegister(static call => ((ExchangeCall)call!).Stop(EndReason.ClientGone), exchange.Call);
        try
        {
            var end = lifetime.Refusal is { } refusal && !IsInside(context) ? new RelayEnd(Recording.InterceptionStatus.Failed, refusal)
                : RequestHeaders.HasTwoLengths(context.Request.Headers) ? new RelayEnd(Recording.InterceptionStatus.Failed, Failure.AmbiguousLength)
                : plain ? await router.RunAsync(exchange, path, query)
                : new RelayEnd(Recording.InterceptionStatus.Failed, Failure.UnknownRoute);
            await FinishAsync(exchange, end);
        }
        catch (Exception error) when (error is OperationCanceledException or (IOException and not BadHttpRequestException) && (exchange.Call.Reason != EndReason.None || context.RequestAborted.IsCancellationRequested))
        {
            // Stopped while its body was being read: nothing was asked of anybody. A client that went needs no word.
            await FinishAsync(exchange, new RelayEnd(Recording.InterceptionStatus.Failed, EndReasons.FailureOf(exchange.Call.Reason)));
        }
        catch (Exception error) when (RequestBody.IsBadFraming(error))
        {
            await FinishAsync(exchange, new RelayEnd(Recording.InterceptionStatus.Failed, RequestBody.FailureOf(error), context.Response.HasStarted));
        }
        catch (Exception error)
        {
            // The last resort: a fault of ours must not look like a clean end.
            LogFault(exchange.IdText, error);
            await FinishAsync(exchange, new RelayEnd(Recording.InterceptionStatus.Failed, Failure.Internal, context.Response.HasStarted));
        }
        finally
        {
            running.Leave(place);
        }
    }

    // What was begun inside the process before it ends may go on until it is over; whoever began it ends it.
    private static bool IsInside(HttpContext context) => context.Features.Get<InProcessActor>() is not null;

    private async ValueTask FinishAsync(Exchange exchange, RelayEnd end)
    {
        tally.Count(exchange, end);
        if (end.Failure is { } failure && !exchange.Context.Response.HasStarted)
        {
            await FailureTeller.TellAsync(exchange, failure);
        }
        else if (end.Abort)
        {
            await Task.Delay(Linger, TimeProvider.System, CancellationToken.None);
            exchange.Context.Abort();
        }
    }

    [LoggerMessage(EventId = 4402, Level = LogLevel.Error, Message = "Request {RequestId} failed")]
    private partial void LogFault(string requestId, Exception error);
}
