using Microsoft.AspNetCore.Http;
using Switchyard.Console.Paths;

namespace Switchyard.Console.Guards;

/// <summary>
/// What holds for every answer of the console: scripts and styles come from its own files only, nobody frames it, nothing is guessed about types, addresses are not told to others. A circuit and a form are taken from
/// pages of the same origin only: a browser sends cookies with a WebSocket whichever page opened it.
/// </summary>
internal sealed class PageGuard(RequestDelegate next)
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        var isCircuit = path.StartsWithSegments(ConsolePaths.Circuit, StringComparison.Ordinal);
        if (!isCircuit && !path.StartsWithSegments(ConsolePaths.Root, StringComparison.Ordinal))
        {
            return next(context);
        }

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        // Not less: without a referrer a browser would not say where a form comes from either.
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        if (IsForeign(context.Request, isCircuit))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        return next(context);
    }

    private static bool IsForeign(HttpRequest request, bool isCircuit)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0)
        {
            // A browser names the origin of every WebSocket and of every form that is posted.
            return request.HttpContext.WebSockets.IsWebSocketRequest || (isCircuit && !HttpMethods.IsGet(request.Method));
        }

        return !string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);
    }
}
