using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Hub.Usage;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.GatewayUsage;

/// <summary>The route by which edges hand in what they recorded. It is for gateways, by their tokens, and not for operators.</summary>
internal static class GatewayUsageEndpoints
{
    /// <summary>Most bytes of a batch.</summary>
    public const int MostBytes = 4 << 20;

    public static void MapGatewayUsage(this IEndpointRouteBuilder endpoints) =>
        endpoints.OnPost("/api/v1/gateways/{id}/usage", PostAsync)
            .WithTags("Gateways")
            .WithSummary("Takes usage that an edge recorded, with its gateway's token. The same batch may come again: an interception counts once.")
            .Takes<UsageBatch>()
            .Produces<UsageAnswer>();

    private static async Task<IResult> PostAsync(HttpContext context, string id, Database database, GatewayUsageWriter writer)
    {
        var caller = await GatewayCaller.IdentifyAsync(database, context.Request.Headers.Authorization, context.RequestAborted);
        if (!string.Equals(id.Trim(), caller.Gateway.Id.ToString("D"), StringComparison.OrdinalIgnoreCase))
        {
            throw new ProblemException(new Problem(403, "wrong_gateway", "Another gateway's token", "The token is of another gateway than the one in the path."));
        }

        var batch = await ReadAsync(context);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(await writer.WriteAsync(caller, batch, context.RequestAborted), UsageWire.Default.UsageAnswer);
    }

    private static async Task<UsageBatch> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new ProblemException(Problem.UnsupportedMediaType());
        }

        if (context.Request.ContentLength > MostBytes)
        {
            throw new ProblemException(Problem.BodyTooLarge(MostBytes));
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MostBytes;
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, UsageWire.Default.UsageBatch, context.RequestAborted)
                ?? throw new ProblemException(Problem.MalformedJson("The body is null."));
        }
        catch (JsonException fault)
        {
            throw new ProblemException(Problem.MalformedJson(fault.Message));
        }
    }
}
