using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Switchyard.Admin.OpenApi;

/// <summary>Title, sign-in and the absence of server addresses, which differ from node to node.</summary>
internal sealed class DocumentFrame : IOpenApiDocumentTransformer
{
    public const string Scheme = "operatorToken";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Switchyard control plane",
            Version = "v1",
            Description = "Manages providers, keys, access and rollout. Errors are application/problem+json (RFC 9457) with a stable 'code'.",
        };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An operator token." },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
        return Task.CompletedTask;
    }
}
