using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.OpenApi;

/// <summary>What the routes say by metadata or by custom: permission, body, the headers and queries of changes and lists, and problems.</summary>
internal sealed class OperationFrame : IOpenApiOperationTransformer
{
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<Permission>().FirstOrDefault() is { } permission)
        {
            operation.Description = $"Needs the permission `{permission.Name}`.";
        }

        if (metadata.OfType<BodyShape>().FirstOrDefault() is { } shape)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = Json("application/json", await context.GetOrCreateSchemaAsync(shape.Type, cancellationToken: cancellationToken)),
            };
        }

        if (metadata.OfType<TextShape>().FirstOrDefault() is { } text)
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = text.ContentTypes.ToDictionary(type => type, _ => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } }, StringComparer.Ordinal),
            };
        }

        operation.Parameters ??= [];
        foreach (var parameter in Parameters(context))
        {
            operation.Parameters.Add(parameter);
        }

        operation.Responses ??= [];
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = "Refused or failed; 'code' says why.",
            Content = Json(ProblemWriter.ContentType, await context.GetOrCreateSchemaAsync(typeof(ProblemBody), cancellationToken: cancellationToken)),
        };
    }

    private static Dictionary<string, OpenApiMediaType> Json(string contentType, OpenApiSchema schema) =>
        new(StringComparer.Ordinal) { [contentType] = new OpenApiMediaType { Schema = schema } };

    private static IEnumerable<IOpenApiParameter> Parameters(OpenApiOperationTransformerContext context)
    {
        var (path, metadata) = (context.Description.RelativePath ?? "", context.Description.ActionDescriptor.EndpointMetadata);
        if (path.EndsWith("/check", StringComparison.Ordinal))
        {
            yield return Query("file", "What to call the text in faults; config.yaml or config.json by default.");
            yield break;
        }

        if (context.Description.HttpMethod == "GET" || path.EndsWith("/test", StringComparison.Ordinal) || path.EndsWith("/reload", StringComparison.Ordinal) || path.EndsWith("/usage", StringComparison.Ordinal))
        {
            yield break;
        }

        yield return Query("dryRun", "true shows the difference and changes nothing.");
        if (metadata.OfType<OutcomeShape>().Any())
        {
            yield return Query("wait", "Waits this long for the outcome, 30s if it is left out: 202 when it is still open then.");
        }
        else
        {
            yield return Query("wait", "Waits this long for all nodes and connected gateways, for example 30s: 200 or 201 with 'rollout', or 202 when some have not applied it in time.");
        }

        foreach (var more in metadata.OfType<QueryShape>())
        {
            yield return Query(more.Name, more.Description);
        }

        yield return Query("retire", "drain (default) lets running requests finish, cut ends them at once.");
        yield return Header("Idempotency-Key", "Names the change for 24 hours: repeated, it has one effect and the first answer.");
        yield return Header("If-Match", "The change is made only if the record still has this ETag; otherwise 412.");
    }

    private static OpenApiParameter Query(string name, string description) =>
        new() { Name = name, In = ParameterLocation.Query, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private static OpenApiParameter Header(string name, string description) =>
        new() { Name = name, In = ParameterLocation.Header, Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
}
