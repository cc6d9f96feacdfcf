using Microsoft.AspNetCore.Http;
using Switchyard.Admin.Client.Operators;

namespace Switchyard.Console.SignIn;

/// <summary>
/// The cookie that holds a session. Over https its name has the prefix <c>__Host-</c>: a browser takes it from this host only and never sends it in the clear. Over plain http, which is for loopback, that prefix is impossible.
/// </summary>
internal static class SessionCookies
{
    private const string Name = "switchyard-session";
    private const string SecureName = "__Host-" + Name;

    public static string? Read(HttpRequest request) => request.Cookies[NameFor(request)];

    public static void Write(HttpContext context, OwnSession session) => context.Response.Cookies.Append(NameFor(context.Request), session.Secret, Options(context.Request, session.ExpiresAt));

    public static void Delete(HttpContext context) => context.Response.Cookies.Delete(NameFor(context.Request), Options(context.Request, null));

    private static string NameFor(HttpRequest request) => request.IsHttps ? SecureName : Name;

    private static CookieOptions Options(HttpRequest request, DateTimeOffset? expires) =>
        new() { HttpOnly = true, Secure = request.IsHttps, SameSite = SameSiteMode.Strict, Path = "/", Expires = expires, IsEssential = true };
}
