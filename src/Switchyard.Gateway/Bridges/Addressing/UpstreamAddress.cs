using System.Globalization;
using System.Text;

namespace Switchyard.Gateway.Bridges.Addressing;

/// <summary>
/// Joins a base URL and the path a client asked. Path and query reach the upstream as they were sent: the platform's own canonicalisation would decode escapes
/// and fold dot segments behind the back of whoever checked the path. Addresses of the few intercepted paths are made once.
/// </summary>
internal sealed class UpstreamAddress
{
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };
    private static readonly string[] Usual = ["/v1/chat/completions", "/v1/responses", "/v1/messages"];

    private readonly Uri[] _usual;

    /// <summary>Takes an absolute http(s) address without user info, query and fragment; throws <see cref="ArgumentException"/> at anything else.</summary>
    public UpstreamAddress(string baseUrl)
    {
        if (!Uri.TryCreate(baseUrl, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)
            || uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            throw new ArgumentException("The base URL must be an absolute http or https address without user info, query and fragment.", nameof(baseUrl));
        }

        Authority = uri.GetLeftPart(UriPartial.Authority);
        Path = uri.AbsolutePath.TrimEnd('/');
        _usual = Array.ConvertAll(Usual, path => Make(Joined(path), ""));
    }

    /// <summary>Scheme, host and port.</summary>
    public string Authority { get; }

    /// <summary>Path of the base URL without a slash at its end; empty for the root.</summary>
    public string Path { get; }

    /// <summary>Whether <paramref name="path"/> is <paramref name="prefix"/> or lies below it.</summary>
    public static bool IsBelow(string path, string prefix) =>
        path.StartsWith(prefix, StringComparison.Ordinal) && (path.Length == prefix.Length || path[prefix.Length] == '/');

    /// <summary>The address of <paramref name="path"/> below the base; one <c>/v1</c> where both have it.</summary>
    public Uri Of(string path, string query)
    {
        var usual = query.Length == 0 ? Array.IndexOf(Usual, path) : -1;
        return usual >= 0 ? _usual[usual] : Make(Joined(path), query);
    }

    /// <summary>The address of exactly <paramref name="path"/> on the base URL's host.</summary>
    public Uri At(string path, string query) => Make(path, query);

    private string Joined(string path) => Path.EndsWith("/v1", StringComparison.Ordinal) && IsBelow(path, "/v1") ? Path + path[3..] : Path + path;

    private Uri Make(string path, string query) => new(string.Concat(Authority, Printable(path), Printable(query)), Verbatim);

    // What may not stand in a request line is escaped; everything else stays as it is.
    private static string Printable(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('!', '~') && !text.Contains('#', StringComparison.Ordinal))
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 16);
        foreach (var unit in Encoding.UTF8.GetBytes(text))
        {
            if (unit is < (byte)'!' or > (byte)'~' or (byte)'#')
            {
                escaped.Append(CultureInfo.InvariantCulture, $"%{unit:X2}");
            }
            else
            {
                escaped.Append((char)unit);
            }
        }

        return escaped.ToString();
    }
}
