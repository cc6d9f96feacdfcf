using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.OpenApi;

/// <summary>What the routes say by metadata: permission, headers and queries of mutations.</summary>
internal sealed class OperationFrame : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var permission = context.Description.ActionDescriptor.EndpointMetadata.OfType<Permission>().FirstOrDefault();
        if (permission is not null)
        {
            operation.Description = $"Needs the permission `{permission.Name}`.";
        }

        return Task.CompletedTask;
    }
}
