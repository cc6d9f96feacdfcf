using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Switchyard.Console.Assets;
using Switchyard.Console.Guards;
using Switchyard.Console.InProcess;
using Switchyard.Console.Layout;
using Switchyard.Console.Paths;
using Switchyard.Console.SignIn;

namespace Switchyard.Console;

/// <summary>The console's place in the application.</summary>
public static class ConsoleEndpoints
{
    /// <summary>Lets the console ask this pipeline, from here on to its end. Call it before anything else is added.</summary>
    public static IApplicationBuilder UseConsole(this IApplicationBuilder app)
    {
        var pipeline = app.ApplicationServices.GetRequiredService<ControlPlanePipeline>();
        return app.Use(next =>
        {
            pipeline.Begin(next);
            return context =>
            {
                // The first page answers whoever comes; it is the sign-in page for whom nobody knows.
                if (context.Request.Path.Value is "/" or ConsolePaths.Root && SessionCookies.Read(context.Request) is null)
                {
                    context.Request.Path = ConsolePaths.SignIn;
                }

                return next(context);
            };
        });
    }

    /// <summary>What guards the console's own pages. Call it after routing.</summary>
    public static IApplicationBuilder UseConsoleGuards(this IApplicationBuilder app) =>
        app.UseMiddleware<PageGuard>().UseAuthentication().UseAuthorization().UseAntiforgery();

    /// <summary>Maps <c>/console</c> and what belongs to it.</summary>
    public static void MapConsole(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", static () => Results.LocalRedirect(ConsolePaths.Root)).ExcludeFromDescription();
        routes.MapGet("/favicon.ico", static () => Results.LocalRedirect(ConsoleFiles.PathOf("mark.svg"))).ExcludeFromDescription();
        routes.MapAssets();
        routes.MapSignIn();
        routes.MapChatKey();
        routes.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(static options =>
            {
                // PageGuard says it, and more strictly.
                options.ContentSecurityFrameAncestorsPolicy = null;
                // Secrets and what somebody typed travel in one stream: compressed, its length would tell about them.
                options.DisableWebSocketCompression = true;
            })
            .RequireAuthorization(SessionAuthentication.Name);
    }
}
