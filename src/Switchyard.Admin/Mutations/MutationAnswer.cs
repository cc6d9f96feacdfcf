using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Switchyard.Admin.Plans;
using Switchyard.Admin.Rollout;

namespace Switchyard.Admin.Mutations;

/// <summary>Writes a <see cref="MutationResult{T}"/> as HTTP: headers <c>ETag</c>, <c>Location</c>, <c>X-Switchyard-Revision</c>; 202 when a wait ended before all nodes had applied it.</summary>
internal sealed class MutationAnswer<T>(MutationResult<T> result, JsonTypeInfo<T> json) : IResult
    where T : class
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.Headers["X-Switchyard-Revision"] = result.Revision.ToString(CultureInfo.InvariantCulture);
        if (result.ETag is not null)
        {
            response.Headers.ETag = result.ETag;
        }

        if (result.Location is not null)
        {
            response.Headers.Location = result.Location;
        }

        if (result.Replayed)
        {
            response.Headers["Idempotent-Replayed"] = "true";
        }

        response.StatusCode = StatusOf();
        if (response.StatusCode != StatusCodes.Status204NoContent)
        {
            response.ContentType = "application/json; charset=utf-8";
            await response.WriteAsync(Body().ToJsonString(), httpContext.RequestAborted);
        }
    }

    private int StatusOf() => result.Rollout switch
    {
        null => result.Status,
        { Complete: false } => StatusCodes.Status202Accepted,
        _ => result.Status == StatusCodes.Status204NoContent ? StatusCodes.Status200OK : result.Status,
    };

    private JsonObject Body()
    {
        var value = result.Value is null ? null : JsonSerializer.SerializeToNode(result.Value, json)!.AsObject();
        if (result.Diff is not null)
        {
            return new JsonObject
            {
                ["dryRun"] = true,
                ["changed"] = result.Diff.Count > 0 || result.Objects is { Count: > 0 },
                ["diff"] = JsonSerializer.SerializeToNode(result.Diff, MutationJson.Default.IReadOnlyListFieldChange),
                ["objects"] = JsonSerializer.SerializeToNode(result.Objects, PlanJson.Default.IReadOnlyListObjectChangeView),
                ["plan"] = JsonSerializer.SerializeToNode(result.Plan, PlanJson.Default.PlanView),
                ["impact"] = JsonSerializer.SerializeToNode(result.Impact, PlanJson.Default.ImpactView),
                ["result"] = value,
            };
        }

        var body = value ?? [];
        if (result.Rollout is not null)
        {
            body["rollout"] = JsonSerializer.SerializeToNode(result.Rollout, RolloutJson.Default.RolloutView);
        }

        return body;
    }
}
