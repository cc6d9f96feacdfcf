using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Switchyard.Host.Health;

/// <summary><c>/livez</c>: the process answers. <c>/readyz</c>: it serves a configuration; 503 before the first one and while shutting down, 200 and <c>degraded</c> while it serves an old one.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/livez", () => Results.Text("ok\n")).ExcludeFromDescription();
        routes.MapGet("/readyz", (IReadiness readiness) =>
        {
            var report = readiness.Report();
            return Results.Json(report, HealthJson.Default.ReadinessReport, statusCode: report.Serving ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        }).ExcludeFromDescription();
    }
}
