using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Switchyard.Admin.Options;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.Federation;

/// <summary>Where browsers are sent to the issuer, and come back. Both are for anybody; without an issuer neither is there.</summary>
internal static partial class FederationEndpoints
{
    private const string Cookie = "switchyard-sign-in";

    public static void MapFederation(this IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetService<FederationFlow>() is null)
        {
            return;
        }

        endpoints.OnGet(FederationPaths.Begin, BeginAsync).ExcludeFromDescription();
        endpoints.OnGet(FederationPaths.Return, ReturnAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> BeginAsync(HttpContext context, string? then, FederationFlow flow, FederationOptions options, ILogger<FederationFlow> logger)
    {
        var own = options.Address ?? new Uri($"{context.Request.Scheme}://{context.Request.Host}");
        try
        {
            var (address, kept) = await flow.BeginAsync(Own(then), new Uri(own, FederationPaths.Return).AbsoluteUri, context.RequestAborted);
            // Lax, as the issuer's page leads back to here.
            context.Response.Cookies.Append(Cookie, kept, new CookieOptions { HttpOnly = true, Secure = context.Request.IsHttps, SameSite = SameSiteMode.Lax, Path = FederationPaths.Return, MaxAge = FederationFlow.Patience });
            return Results.Redirect(address);
        }
        catch (FederationException refused)
        {
            return Refused(refused, logger);
        }
    }

    private static async Task<IResult> ReturnAsync(HttpContext context, string? state, string? code, string? error, FederationFlow flow, ILogger<FederationFlow> logger)
    {
        var kept = context.Request.Cookies[Cookie];
        context.Response.Cookies.Delete(Cookie, new CookieOptions { Path = FederationPaths.Return });
        try
        {
            var (session, ends, then) = await flow.FinishAsync(kept, state, code, error, context.RequestAborted);
            SessionCookie.Write(context, session, ends);
            context.Response.Headers.CacheControl = "no-store";
            // A redirect would still count as coming from the issuer's site, and the browser would keep the strict cookie back.
            return Results.Content($"<!DOCTYPE html><html lang=\"en\"><head><title>Signed in</title><meta http-equiv=\"refresh\" content=\"0;url={Uri.EscapeDataString(then).Replace("%2F", "/", StringComparison.Ordinal)}\"></head><body></body></html>", "text/html; charset=utf-8");
        }
        catch (FederationException refused)
        {
            return Refused(refused, logger);
        }
    }

    private static IResult Refused(FederationException refused, ILogger logger)
    {
        LogRefused(logger, refused.Code, refused.Message);
        return Results.LocalRedirect($"/console/sign-in?reason={refused.Code}");
    }

    /// <summary>A page of the console and nothing else; of its address no more than the path.</summary>
    private static string Own(string? then) =>
        then is not null && then.StartsWith("/console", StringComparison.Ordinal) && !then.StartsWith("/console/sign-in", StringComparison.Ordinal) && then.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.') ? then : "/console";

    [LoggerMessage(5080, LogLevel.Warning, "A sign-in by the issuer was refused ({Code}): {Reason}")]
    private static partial void LogRefused(ILogger logger, string code, string reason);
}
