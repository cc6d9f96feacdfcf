using System.Collections.Frozen;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Switchyard.Gateway.Headers;

/// <summary>Which headers of an upstream reach the client: all but those of the connection and of its framing, those that would bind the client to the upstream's origin, and Switchyard's own.</summary>
internal static class ResponseHeaders
{
    // Set-Cookie would set a cookie for Switchyard's own host name, which the console shares. Alt-Svc would send the client past Switchyard.
    private static readonly FrozenSet<string> Withheld = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authentication-Info", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "Content-Length", "Set-Cookie", "Alt-Svc");

    /// <summary>Copies what the client may see.</summary>
    public static void Copy(HttpResponseMessage from, IHeaderDictionary to)
    {
        StringValues nominated = default;
        if (from.Headers.NonValidated.TryGetValues("Connection", out var connection))
        {
            nominated = Values(connection);
        }

        Copy(from.Headers.NonValidated, to, nominated);
        Copy(from.Content.Headers.NonValidated, to, nominated);
    }

    private static void Copy(HttpHeadersNonValidated from, IHeaderDictionary to, StringValues nominated)
    {
        foreach (var (name, values) in from)
        {
            if (Withheld.Contains(name) || name.StartsWith("X-Switchyard-", StringComparison.OrdinalIgnoreCase)
                || (nominated.Count > 0 && RequestHeaders.IsNominated(nominated, name)))
            {
                continue;
            }

            to[name] = Values(values);
        }
    }

    private static StringValues Values(HeaderStringValues values)
    {
        if (values.Count == 1)
        {
            return values.ToString();
        }

        var copies = new string[values.Count];
        var i = 0;
        foreach (var value in values)
        {
            copies[i++] = value;
        }

        return copies;
    }
}
