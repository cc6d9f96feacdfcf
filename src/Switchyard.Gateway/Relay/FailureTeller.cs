using Microsoft.AspNetCore.Connections.Features;
using Switchyard.Gateway.Bodies;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Headers;

namespace Switchyard.Gateway.Relay;

/// <summary>Tells the client of a failure in its dialect, before an answer has begun.</summary>
internal static class FailureTeller
{
    // A client that is still sending a long body is not listened to any further.
    private const long ToleratedRest = 256 * 1024;

    /// <summary>Writes status, headers and body. Does nothing when an answer has begun.</summary>
    public static async ValueTask TellAsync(Exchange exchange, Failure failure)
    {
        var response = exchange.Context.Response;
        exchange.ErrorCode = failure.Code;
        if (response.HasStarted)
        {
            return;
        }

        response.StatusCode = failure.Status;
        AnswerHeaders.Own(exchange);
        response.Headers[SwitchyardHeaders.Error] = failure.Code;
        if (failure.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString();
        }

        if (failure.Status is 401)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        var request = exchange.Context.Request;
        if (failure.EndsConnection || (request.ContentLength is > ToleratedRest && exchange.Sent == 0))
        {
            response.Headers.Connection = "close";
        }

        if (failure.EndsConnection && exchange.Tunnel is not null)
        {
            // HTTP/2 has no such header: its connection is told to go away.
            exchange.Context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        }

        using var body = new PooledBuffer();
        exchange.Dialect.WriteError(ErrorOf(exchange, failure), body);
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        try
        {
            await response.BodyWriter.WriteAsync(body.Written);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The client has gone; there is nobody to tell.
        }
    }

    /// <summary>The failure in the form that bridges take.</summary>
    public static BridgeError ErrorOf(Exchange exchange, Failure failure) => new(failure.Status, failure.Code, failure.Message, exchange.IdText);
}
