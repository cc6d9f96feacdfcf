using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Switchyard.Admin.Problems;
using Switchyard.Model.Secrets;

namespace Switchyard.Admin.SignIn;

/// <summary>
/// The cookie that holds an operator's session. A browser sends it by itself, so it changes something only for a page of the same origin that repeats the session's antiforgery text.
/// </summary>
internal static class SessionCookie
{
    /// <summary>Its name over plain http, which is for loopback.</summary>
    public const string Name = "switchyard-session";

    /// <summary>Its name over https: browsers take it from this host only, for every path, and never over plain http.</summary>
    public const string SecureName = "__Host-" + Name;

    /// <summary>The header that repeats <see cref="OperatorSessions.AntiforgeryOf"/>.</summary>
    public const string AntiforgeryHeader = "X-Switchyard-Antiforgery";

    /// <summary>The session's text, or null.</summary>
    public static string? Read(HttpRequest request) => request.Cookies[request.IsHttps ? SecureName : Name];

    /// <summary>Hands it to the browser.</summary>
    public static void Write(HttpContext context, Secret session, DateTimeOffset expiresAt) => context.Response.Cookies.Append(
        context.Request.IsHttps ? SecureName : Name,
        session.Reveal(),
        new CookieOptions { HttpOnly = true, Secure = context.Request.IsHttps, SameSite = SameSiteMode.Strict, Path = "/", Expires = expiresAt, IsEssential = true });

    /// <summary>Refuses what another site could have made the browser send.</summary>
    public static void RefuseForged(HttpRequest request, string text)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        {
            return;
        }

        var own = $"{request.Scheme}://{request.Host.Value}";
        var repeated = Encoding.UTF8.GetBytes(request.Headers[AntiforgeryHeader].ToString());
        if (!string.Equals(request.Headers.Origin.ToString(), own, StringComparison.OrdinalIgnoreCase)
            || !CryptographicOperations.FixedTimeEquals(repeated, Encoding.UTF8.GetBytes(OperatorSessions.AntiforgeryOf(text))))
        {
            throw new ProblemException(Problem.Forged(AntiforgeryHeader));
        }
    }
}
