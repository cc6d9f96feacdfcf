using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Client.Problems;
using Switchyard.Console.Paths;

namespace Switchyard.Console.SignIn;

/// <summary>What the forms of sign-in and sign-out are posted to.</summary>
internal static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(ConsolePaths.SignIn + "/token", SignInAsync).ExcludeFromDescription();
        routes.MapPost("/console/sign-out", SignOutAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> SignInAsync(HttpContext context, IAntiforgery antiforgery, ControlPlane plane)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Back("stale", null);
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var then = ConsolePaths.OwnOrRoot(form["then"]);
        var token = form["token"].ToString().Trim();
        // A header holds no line break and no character beyond ASCII; a token has neither.
        if (token.Length is 0 or > 1024 || token.Any(static c => c is < '!' or > '~'))
        {
            return Back("refused", then);
        }

        try
        {
            using var client = plane.Connect(token);
            SessionCookies.Write(context, await client.Operators.BeginSessionAsync(context.RequestAborted));
            return Results.LocalRedirect(then);
        }
        catch (SwitchyardApiException refused)
        {
            return Back(refused.Status is 401 or 409 ? "refused" : "away", then);
        }
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, IAntiforgery antiforgery)
    {
        if (await antiforgery.IsRequestValidAsync(context))
        {
            SessionCookies.Delete(context);
            ChatKeyCookies.Delete(context);
        }

        return Results.LocalRedirect(ConsolePaths.SignIn);
    }

    private static IResult Back(string reason, string? then) =>
        Results.LocalRedirect($"{ConsolePaths.SignIn}?reason={reason}{(then is null or ConsolePaths.Root ? "" : $"&then={Uri.EscapeDataString(then)}")}");
}
