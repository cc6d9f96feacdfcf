using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Client.Problems;
using Switchyard.Console.Paths;

namespace Switchyard.Console.SignIn;

/// <summary>What the forms with an access key for chats are posted to.</summary>
internal static class ChatKeyEndpoints
{
    public static void MapChatKey(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(ConsolePaths.Chats + "/key", TakeAsync).RequireAuthorization(SessionAuthentication.Name).ExcludeFromDescription();
        routes.MapPost(ConsolePaths.Chats + "/forget", ForgetAsync).RequireAuthorization(SessionAuthentication.Name).ExcludeFromDescription();
    }

    private static async Task<IResult> TakeAsync(HttpContext context, IAntiforgery antiforgery, ChatDoor door, ChatKeyCookies cookies)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Back("stale");
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var key = form["key"].ToString().Trim();
        if (key.Length is 0 or > 256 || key.Any(static c => c is < '!' or > '~'))
        {
            return Back("refused");
        }

        try
        {
            using var chats = door.Connect(key);
            await chats.ListAsync(limit: 1, cancellationToken: context.RequestAborted);
            cookies.Write(context, Guid.Parse(context.User.FindFirstValue(ClaimTypes.NameIdentifier)!), key);
            return Results.LocalRedirect(ConsolePaths.Chats);
        }
        catch (SwitchyardApiException refused)
        {
            return Back(refused.Status is 401 or 403 ? "refused" : "away");
        }
    }

    private static async Task<IResult> ForgetAsync(HttpContext context, IAntiforgery antiforgery)
    {
        if (await antiforgery.IsRequestValidAsync(context))
        {
            ChatKeyCookies.Delete(context);
        }

        return Results.LocalRedirect(ConsolePaths.Chats);
    }

    private static IResult Back(string reason) => Results.LocalRedirect($"{ConsolePaths.Chats}?reason={reason}");
}
