using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Switchyard.Admin.AccessKeys;
using Switchyard.Admin.AgentTokens;
using Switchyard.Admin.Agents;
using Switchyard.Admin.Audit;
using Switchyard.Admin.Builds;
using Switchyard.Admin.Bundles;
using Switchyard.Admin.Configuration;
using Switchyard.Admin.Gateways;
using Switchyard.Admin.GatewayTokens;
using Switchyard.Admin.Nodes;
using Switchyard.Admin.Operators;
using Switchyard.Admin.Providers;
using Switchyard.Admin.Revisions;
using Switchyard.Admin.Rollout;
using Switchyard.Admin.Secrets;
using Switchyard.Admin.Users;
using Switchyard.Admin.Workspaces;

namespace Switchyard.Admin.OpenApi;

/// <summary>The description of the control plane: OpenAPI 3.1, made from the routes themselves.</summary>
internal static class OpenApiEndpoints
{
    public const string Document = "v1";

    private static readonly IJsonTypeInfoResolver Schemas = JsonTypeInfoResolver.Combine(
        ProviderJson.Default,
        UserJson.Default,
        AccessKeyJson.Default,
        OperatorJson.Default,
        GatewayJson.Default,
        GatewayTokenJson.Default,
        NodeJson.Default,
        RolloutJson.Default,
        AuditJson.Default,
        SecretJson.Default,
        ConfigurationJson.Default,
        RevisionJson.Default,
        WorkspaceJson.Default,
        BundleJson.Default,
        BuildJson.Default,
        AgentJson.Default,
        AgentTokenJson.Default);

    public static IServiceCollection AddControlPlaneOpenApi(this IServiceCollection services)
    {
        // Schemas are read from the serializer that writes the answers.
        services.Configure<JsonOptions>(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, Schemas));
        return services.AddOpenApi(Document, options =>
        {
            options.ShouldInclude = description => description.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true;
            options.AddDocumentTransformer<DocumentFrame>();
            options.AddOperationTransformer<OperationFrame>();
        });
    }

    public static void MapControlPlaneOpenApi(this IEndpointRouteBuilder endpoints) => endpoints.MapOpenApi("/openapi/{documentName}.json").ExcludeFromDescription();
}
