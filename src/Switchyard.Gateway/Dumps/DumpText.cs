using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Switchyard.Gateway.Dumps;

/// <summary>Heads of messages as text, without what must not be read by others: credentials and cookies, in headers and in the query.</summary>
internal static class DumpText
{
    private const string Hidden = "***";

    private static readonly FrozenSet<string> Credentials = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "X-Switchyard-Key", "key", "sig", "signature", "X-Amz-Signature");

    private static readonly string[] Telling = ["auth", "cookie", "api-key", "apikey", "api_key", "secret", "credential", "password"];

    /// <summary>Name of a dump: time, then request id.</summary>
    public static string NameOf(DateTimeOffset startedAt, string requestId) =>
        string.Create(CultureInfo.InvariantCulture, $"{startedAt.UtcDateTime:yyyyMMdd'T'HHmmss.fff}-{requestId}");

    /// <summary>Request line and headers.</summary>
    public static string Head(HttpRequest request)
    {
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return Head($"{request.Method} {WithoutCredentials(target)} {request.Protocol}", request.Headers);
    }

    /// <summary>Status line and headers.</summary>
    public static string Head(HttpResponse response) =>
        Head(string.Create(CultureInfo.InvariantCulture, $"{response.HttpContext.Request.Protocol} {response.StatusCode}"), response.Headers);

    private static string Head(string line, IHeaderDictionary headers)
    {
        var text = new StringBuilder(line).Append('\n');
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                text.Append(name).Append(": ").Append(IsTelling(name) ? Hidden : value).Append('\n');
            }
        }

        return text.Append('\n').ToString();
    }

    private static string WithoutCredentials(string target)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? target : target[..(query + 1)] + string.Join('&', target[(query + 1)..].Split('&').Select(static pair =>
            pair.IndexOf('=', StringComparison.Ordinal) is var at and >= 0 && IsTelling(Uri.UnescapeDataString(pair[..at])) ? pair[..(at + 1)] + Hidden : pair));
    }

    private static bool IsTelling(string name) =>
        Credentials.Contains(name) || name.EndsWith("token", StringComparison.OrdinalIgnoreCase)
        || Array.Exists(Telling, part => name.Contains(part, StringComparison.OrdinalIgnoreCase));
}
