using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Switchyard.Console.Assets;

/// <summary>Serves <see cref="ConsoleFiles"/> to anybody.</summary>
internal static class AssetEndpoints
{
    public static void MapAssets(this IEndpointRouteBuilder routes)
    {
        foreach (var file in ConsoleFiles.All)
        {
            routes.MapGet(file.Path, context => WriteAsync(context, file)).ExcludeFromDescription();
        }
    }

    private static async Task WriteAsync(HttpContext context, ConsoleFile file)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.Vary = "Accept-Encoding";
        context.Response.ContentType = file.ContentType;
        var compressed = context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (compressed)
        {
            headers.ContentEncoding = "gzip";
        }

        var bytes = compressed ? file.Compressed : file.Content;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
