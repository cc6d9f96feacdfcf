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
    private const string Icon = "/favicon.ico";

    /// <summary>How paths of the framework's own files and circuits begin.</summary>
    private const string Framework = "/_";

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

    /// <summary>
    /// Answers for the console's pages, files, forms and circuits, guarded; what is none of them goes on. Call it after what holds for everything, and before routing.
    /// The pages have a pipeline of their own, which the first request for one puts together: a node whose console nobody opens does without
    /// (docs/decisions/0045-compiled-ahead-bound-late.md).
    /// </summary>
    public static IApplicationBuilder UseConsolePages(this IApplicationBuilder app) => app.Use(next =>
    {
        var pages = new Lazy<RequestDelegate>(() => Pages(app.New(), next));
        return context => IsOfConsole(context.Request.Path) ? pages.Value(context) : next(context);
    });

    private static bool IsOfConsole(PathString path) =>
        path.Value is "/" or Icon || path.StartsWithSegments(ConsolePaths.Root, StringComparison.Ordinal) || path.Value!.StartsWith(Framework, StringComparison.Ordinal);

    private static RequestDelegate Pages(IApplicationBuilder app, RequestDelegate others)
    {
        app.UseRouting().UseMiddleware<PageGuard>().UseAuthentication().UseAuthorization().UseAntiforgery().UseEndpoints(Map).Run(others);
        return app.Build();
    }

    private static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", static () => Results.LocalRedirect(ConsolePaths.Root)).ExcludeFromDescription();
        routes.MapGet(Icon, static () => Results.LocalRedirect(ConsoleFiles.PathOf("mark.svg"))).ExcludeFromDescription();
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
