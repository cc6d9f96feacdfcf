using System.Buffers;
using System.Collections.Frozen;

namespace Switchyard.Model.Modules.Types;

/// <summary>
/// Which headers a module may touch: none of the connection or the message's framing (RFC 9110 §7.6.1), no credentials, none of Switchyard's own and none that say who sent the request.
/// </summary>
public static class HeaderRules
{
    /// <summary>Longest name or value in characters.</summary>
    public const int MaxLength = 4_096;

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly FrozenSet<string> Forbidden = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Authentication-Info", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "HTTP2-Settings",
        "Host", "Content-Length", "Content-Type", "Content-Encoding", "Accept-Encoding", "Expect", "Forwarded", "Via", "X-Real-IP", "Alt-Svc", "Date", "Server",
        "Authorization", "x-api-key", "api-key", "x-goog-api-key", "Cookie", "Set-Cookie", "WWW-Authenticate", "x-amz-security-token", "x-amz-date", "x-amz-content-sha256");

    /// <summary>Null when a module may touch the header <paramref name="name"/>, else why not.</summary>
    public static string? NameFault(string name)
    {
        if (name.Length is 0 or > 256 || name.AsSpan().ContainsAnyExcept(TokenCharacters))
        {
            return "Is no name of a header (RFC 9110 §5.1).";
        }

        return Forbidden.Contains(name) || name.StartsWith("X-Switchyard-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
            ? "Belongs to the connection, the message, a credential or Switchyard, and is not for modules."
            : null;
    }

    /// <summary>Null when <paramref name="value"/> may be the value of a header, else why not.</summary>
    public static string? ValueFault(string value) =>
        value.Length > MaxLength || value.AsSpan().ContainsAnyExceptInRange(' ', '~') ? $"A value has at most {MaxLength} visible ASCII characters and spaces." : null;
}
