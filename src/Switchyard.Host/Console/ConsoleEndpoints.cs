using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Switchyard.Host.Console;

/// <summary>The console's page: three embedded files that ask the control plane's own API with the token the operator types. No cookie, so nothing to forge.</summary>
internal static class ConsoleEndpoints
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapConsole(this IEndpointRouteBuilder routes)
    {
        Map(routes, "/", "console.html", "text/html; charset=utf-8");
        Map(routes, "/console", "console.html", "text/html; charset=utf-8");
        Map(routes, "/console/console.css", "console.css", "text/css; charset=utf-8");
        Map(routes, "/console/console.js", "console.js", "text/javascript; charset=utf-8");
    }

    private static void Map(IEndpointRouteBuilder routes, string path, string file, string type)
    {
        var content = Read(file);
        routes.MapGet(path, (HttpContext context) =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = Policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers.CacheControl = "no-cache";
            return Results.Bytes(content, type);
        }).ExcludeFromDescription();
    }

    private static byte[] Read(string file)
    {
        using var stream = typeof(ConsoleEndpoints).Assembly.GetManifestResourceStream("Switchyard.Host.Console." + file)
            ?? throw new InvalidOperationException($"The console's file {file} is not embedded in the program.");
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }
}
