using System.Net;
using System.Net.WebSockets;
using Switchyard.Edge.Options;
using Switchyard.Edge.Serving;

namespace Switchyard.Edge.Subscription;

/// <summary>Opens the WebSocket to a node, and understands why it can not.</summary>
internal sealed class ChannelConnector(EdgeOptions options, EdgeIdentity identity)
{
    /// <summary>Header by which a node tells instances apart before the first frame.</summary>
    public const string InstanceHeader = "X-Switchyard-Instance";

    private const string ErrorHeader = "X-Switchyard-Error";
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly Uri _address = new UriBuilder(options.ControlPlane)
    {
        Scheme = options.ControlPlane.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs,
        Path = "/api/v1/gateways/connect",
    }.Uri;

    /// <summary>Connects. Either the socket or why there is none.</summary>
    public async Task<(WebSocket? Socket, ChannelEnd? End)> ConnectAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.SetRequestHeader("Authorization", "Bearer " + options.Token.Reveal());
            socket.Options.SetRequestHeader(InstanceHeader, identity.InstanceId.ToString("D"));
            socket.Options.CollectHttpResponseDetails = true;
            socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(10);
            socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(15);
            using var limit = new CancellationTokenSource(ConnectTimeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            await socket.ConnectAsync(_address, either.Token);
            return (socket, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            return (null, new ChannelEnd(ChannelEndKind.Lost, $"{options.ControlPlane} did not answer within {ConnectTimeout.TotalSeconds} s."));
        }
        catch (WebSocketException failure)
        {
            var end = Explain(socket, failure);
            socket.Dispose();
            return (null, end);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private ChannelEnd Explain(ClientWebSocket socket, WebSocketException failure)
    {
        var status = socket.HttpStatusCode;
        var code = Header(socket, ErrorHeader);
        return status switch
        {
            default(HttpStatusCode) => new ChannelEnd(ChannelEndKind.Lost, $"{options.ControlPlane} can not be reached: {(failure.InnerException ?? failure).Message}"),
            HttpStatusCode.NotFound when code == "gateway_deleted" => new ChannelEnd(ChannelEndKind.Retired, "The gateway was deleted (404 gateway_deleted)."),
            HttpStatusCode.Forbidden when code == "gateway_disabled" => new ChannelEnd(ChannelEndKind.Retired, "The gateway is disabled (403 gateway_disabled)."),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Conflict =>
                new ChannelEnd(ChannelEndKind.Refused, $"The control plane refuses this edge ({(int)status} {code ?? status.ToString()})."),
            _ => new ChannelEnd(ChannelEndKind.Lost, $"The control plane answered {(int)status} {code ?? status.ToString()}.") { After = RetryAfter(socket) },
        };
    }

    private static TimeSpan RetryAfter(ClientWebSocket socket) =>
        int.TryParse(Header(socket, "Retry-After"), out var seconds) && seconds is > 0 and <= 300 ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;

    private static string? Header(ClientWebSocket socket, string name) =>
        socket.HttpResponseHeaders is { } headers && headers.FirstOrDefault(pair => string.Equals(pair.Key, name, StringComparison.OrdinalIgnoreCase)).Value is { } values
            ? values.FirstOrDefault()
            : null;
}
