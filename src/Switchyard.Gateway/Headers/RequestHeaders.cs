using System.Collections.Frozen;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Switchyard.Gateway.Headers;

/// <summary>Which headers of a client go upstream: all but those of the connection (RFC 9110 §7.6.1, and those <c>Connection</c> names), of the message's framing, of Switchyard, of proxies, and credentials.</summary>
internal static class RequestHeaders
{
    private static readonly FrozenSet<string> Withheld = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "HTTP2-Settings",
        "Host", "Content-Length", "Accept-Encoding", "Expect", "Forwarded", "Via", "X-Real-IP",
        "Authorization", "x-api-key", "api-key", "x-goog-api-key", "Cookie");

    private static readonly FrozenSet<string> Trace = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "traceparent", "tracestate", "baggage", "Request-Id", "Correlation-Context");

    /// <summary>
    /// Copies what may go upstream. <paramref name="decoded"/> drops <c>Content-Encoding</c>, because the body is sent plain; <paramref name="sendTrace"/> lets the client's
    /// trace context pass where this node has no span of its own, which would be sent instead.
    /// </summary>
    public static void Copy(IHeaderDictionary from, HttpRequestMessage to, bool decoded, bool sendTrace)
    {
        var nominated = from.Connection;
        foreach (var (name, values) in from)
        {
            if (!Passes(name) || (Trace.Contains(name) && (!sendTrace || Activity.Current is not null)) || (nominated.Count > 0 && IsNominated(nominated, name))
                || (decoded && name.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase)))
            {
                continue;
            }

            Add(to, name, values);
        }
    }

    /// <summary>
    /// Whether a request came with <c>Content-Length</c> and <c>Transfer-Encoding</c>, of which somebody before us may have believed the other one (RFC 9112 §6.3). Kestrel believes the
    /// second and keeps the first as <c>X-Content-Length</c>; nobody else sends that name.
    /// </summary>
    public static bool HasTwoLengths(IHeaderDictionary headers) => headers.TransferEncoding.Count > 0 && headers.ContainsKey("X-Content-Length");

    /// <summary>Sets one header, wherever the client library wants it.</summary>
    public static void Set(HttpRequestMessage request, string name, string value)
    {
        if (!request.Headers.TryAddWithoutValidation(name, value))
        {
            request.Content?.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>Whether a header of a client may go upstream at all.</summary>
    internal static bool Passes(string name) =>
        !Withheld.Contains(name)
        && !(name.Length > 2 && (name[0] | 0x20) == 'x' && name[1] == '-'
            && (name.StartsWith("X-Switchyard-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)))
        && name[0] != ':';

    /// <summary>Whether <paramref name="connection"/> (the <c>Connection</c> header) names <paramref name="header"/>.</summary>
    internal static bool IsNominated(StringValues connection, string header)
    {
        foreach (var value in connection)
        {
            foreach (var range in value.AsSpan().Split(','))
            {
                if (value.AsSpan()[range].Trim().Equals(header, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static void Add(HttpRequestMessage to, string name, StringValues values)
    {
        if (values.Count == 1)
        {
            Set(to, name, values[0] ?? "");
        }
        else if (!to.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
        {
            to.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        }
    }
}
