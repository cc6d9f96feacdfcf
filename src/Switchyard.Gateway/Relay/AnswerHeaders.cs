using Switchyard.Gateway.Attempts;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Headers;
using Switchyard.Gateway.Time;

namespace Switchyard.Gateway.Relay;

/// <summary>Sets status and headers of the client's answer.</summary>
internal sealed class AnswerHeaders(MonotonicClock clock) : IAnswerPreparer
{
    private const string EventStream = "text/event-stream";

    /// <summary>Switchyard's own headers, on every answer.</summary>
    public static void Own(Exchange exchange)
    {
        var headers = exchange.Context.Response.Headers;
        headers[SwitchyardHeaders.RequestId] = exchange.IdText;
        headers[SwitchyardHeaders.Revision] = exchange.Snapshot.RevisionHeader;
        if (exchange.Snapshot.CanaryHeader.Count > 0)
        {
            headers[SwitchyardHeaders.Canary] = exchange.Snapshot.CanaryHeader;
        }

        if (exchange.Provider is { } provider)
        {
            headers[SwitchyardHeaders.Provider] = provider.NameHeader;
        }

        if (exchange.ToolsHeader is { } tools)
        {
            headers[SwitchyardHeaders.Tools] = tools;
        }
    }

    /// <summary>Status and headers of the upstream, and our own.</summary>
    public static void Copy(Exchange exchange, HttpResponseMessage from)
    {
        var response = exchange.Context.Response;
        response.StatusCode = (int)from.StatusCode;
        if (exchange.Modules is { } modules)
        {
            // What modules added to an answer that was given up for another attempt goes with it.
            response.Headers.Clear();
            ResponseHeaders.Copy(from, response.Headers);
            modules.Response(response.StatusCode, response.Headers);
        }
        else
        {
            ResponseHeaders.Copy(from, response.Headers);
        }

        Own(exchange);
    }

    /// <summary>Whether the upstream answers by a stream.</summary>
    public static bool IsStream(HttpResponseMessage response) =>
        // Read as it came: to parse the header would cost every answer an object.
        response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type)
        && (type.ToString().StartsWith(EventStream, StringComparison.OrdinalIgnoreCase)
            || type.ToString().StartsWith("application/vnd.amazon.eventstream", StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc />
    public void Prepare(Exchange exchange, Attempt attempt, HttpResponseMessage response)
    {
        Copy(exchange, response);
        if (!IsStream(response))
        {
            return;
        }

        var headers = exchange.Context.Response.Headers;
        headers.ContentType = EventStream;
        headers.CacheControl = "no-cache";
        headers["X-Accel-Buffering"] = "no";
        exchange.Stream = new ClientStream(exchange.Context, exchange.Call, exchange.Dialect.Heartbeat, clock.Now + ClientStream.HeadersHold.Ticks, clock.Provider);
    }
}
