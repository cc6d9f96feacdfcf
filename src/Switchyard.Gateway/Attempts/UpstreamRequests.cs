using System.Net;
using Switchyard.Gateway.Bodies;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Headers;

namespace Switchyard.Gateway.Attempts;

/// <summary>Makes the message of one attempt: address, body, headers, and the credential last of all.</summary>
internal static class UpstreamRequests
{
    private const string UserAgent = "switchyard";

    /// <summary>Makes it. <paramref name="edited"/> takes the body as the upstream gets it and must live until it is sent.</summary>
    public static async ValueTask<HttpRequestMessage> MakeAsync(Exchange exchange, UpstreamCall call, Attempt attempt, PooledBuffer edited, CancellationToken cancellationToken)
    {
        var provider = attempt.Provider;
        var request = new HttpRequestMessage(call.Method, provider.Dialect.Address(call.Path, call.Query, call.Facts, attempt.Model));
        if (call.Upgrade is { } protocol)
        {
            // A connection of HTTP/1.1 becomes the socket.
            request.Headers.Connection.Add("Upgrade");
            RequestHeaders.Set(request, "Upgrade", protocol);
        }
        else if (request.RequestUri!.Scheme == Uri.UriSchemeHttps)
        {
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionOrLower;
        }

        var content = Content(call);
        request.Content = (HttpContent?)call.Streamed ?? content;
        RequestHeaders.Copy(exchange.Context.Request.Headers, request, call.Decoded, provider.Config.Settings.SendTrace);
        if (content is not null)
        {
            content.Body = Body(call, attempt, edited, request);
            if (call.Bridge is not null)
            {
                content.DefaultToJson();
            }
        }

        if (!request.Headers.NonValidated.Contains("User-Agent"))
        {
            RequestHeaders.Set(request, "User-Agent", UserAgent);
        }

        if (call.Bridge is not null && provider.Config.Settings.SendActor && exchange.Actor is { } actor)
        {
            RequestHeaders.Set(request, SwitchyardHeaders.ActorId, actor.UserIdText);
            RequestHeaders.Set(request, SwitchyardHeaders.ActorName, actor.User?.Name ?? "");
        }

        exchange.Modules?.Upstream(request);
        if (exchange.Byok is { } own)
        {
            own.Apply(request, provider.Config.Type);
        }
        else
        {
            await provider.Dialect.AuthorizeAsync(request, content?.Body ?? default, attempt.Key?.Config, cancellationToken);
        }

        return request;
    }

    private static BodyContent? Content(UpstreamCall call) => call.Body is null ? null : new BodyContent();

    private static ReadOnlyMemory<byte> Body(UpstreamCall call, Attempt attempt, PooledBuffer edited, HttpRequestMessage request)
    {
        var body = call.Body!.Value.Span;
        if (call.Facts is not { } facts || call.Editor is not { } editor)
        {
            edited.Append(body);
            return edited.Written;
        }

        editor.WriteUpstreamBody(body, facts, attempt.Model, edited);
        return call.Bridge is null ? edited.Written : attempt.Provider.Dialect.Body(edited.Written, facts, request);
    }
}
