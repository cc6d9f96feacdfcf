using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Switchyard.Host.Metrics;

/// <summary><c>GET /metrics</c> for Prometheus.</summary>
internal static class MetricsEndpoint
{
    public static void MapMetrics(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", async (HttpContext context, MetricsCollector collector) =>
        {
            // Written to memory first: the writer is synchronous and must not hold a lock while a slow scraper reads.
            await using var page = new StringWriter();
            collector.Write(page);
            context.Response.ContentType = PrometheusText.ContentType;
            await context.Response.WriteAsync(page.ToString(), context.RequestAborted);
        }).ExcludeFromDescription();
}
