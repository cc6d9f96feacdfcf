using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Routes;
using Switchyard.Configuration.Schema;

namespace Switchyard.Admin.Schema;

/// <summary><c>/schemas/config.v1.json</c>, for anybody: editors fetch it, and it says nothing about this system.</summary>
internal static class SchemaEndpoints
{
    public static void MapSchemas(this IEndpointRouteBuilder endpoints) =>
        endpoints.OnGet("/schemas/config.v1.json", () => Results.Text(ConfigSchema.Text, "application/schema+json")).ExcludeFromDescription();
}
