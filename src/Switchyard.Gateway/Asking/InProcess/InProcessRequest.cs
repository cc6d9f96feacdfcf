using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Switchyard.Gateway.Access;
using Switchyard.Gateway.Asking.Messages;
using Switchyard.Gateway.Headers;

namespace Switchyard.Gateway.Asking.InProcess;

/// <summary>Makes the <see cref="HttpContext"/> of a request that has no connection.</summary>
internal static class InProcessRequest
{
    /// <summary>A POST of <paramref name="body"/> to <paramref name="path"/>.</summary>
    public static HttpContext Create(string path, byte[] body, ModelRequest asked, InProcessActor actor, InProcessAnswer answer)
    {
        var headers = new HeaderDictionary
        {
            [HeaderNames.ContentType] = "application/json",
            [HeaderNames.Accept] = "text/event-stream",
            [HeaderNames.UserAgent] = "switchyard-chat",
        };
        headers.ContentLength = body.Length;
        if (asked.Session is { } session)
        {
            headers[SwitchyardHeaders.AgentSession] = session.ToString("D");
            headers[SwitchyardHeaders.AgentSequence] = asked.Sequence.ToString(CultureInfo.InvariantCulture);
        }

        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(new HttpRequestFeature
        {
            Method = HttpMethods.Post,
            Scheme = "http",
            Protocol = HttpProtocol.Http11,
            Path = path,
            RawTarget = path,
            Headers = headers,
            Body = new MemoryStream(body, writable: false),
        });
        features.Set<IHttpResponseFeature>(answer);
        features.Set<IHttpResponseBodyFeature>(answer);
        features.Set<IHttpRequestLifetimeFeature>(answer);
        features.Set(actor);
        return new DefaultHttpContext(features);
    }
}
