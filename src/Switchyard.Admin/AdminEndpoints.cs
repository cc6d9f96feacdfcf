using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.AccessKeys;
using Switchyard.Admin.AgentTokens;
using Switchyard.Admin.Agents;
using Switchyard.Admin.Audit;
using Switchyard.Admin.Builds;
using Switchyard.Admin.Bundles;
using Switchyard.Admin.Bundles.Archives;
using Switchyard.Admin.Canaries;
using Switchyard.Admin.Configuration;
using Switchyard.Admin.Documents;
using Switchyard.Admin.Events;
using Switchyard.Admin.Federation;
using Switchyard.Admin.GatewayTokens;
using Switchyard.Admin.GatewayUsage;
using Switchyard.Admin.Gateways;
using Switchyard.Admin.Hosts;
using Switchyard.Admin.Interceptions;
using Switchyard.Admin.Modules;
using Switchyard.Admin.Nodes;
using Switchyard.Admin.OpenApi;
using Switchyard.Admin.Operators;
using Switchyard.Admin.Problems;
using Switchyard.Admin.ProviderKeys;
using Switchyard.Admin.Providers;
using Switchyard.Admin.Proxying;
using Switchyard.Admin.Revisions;
using Switchyard.Admin.Rollout;
using Switchyard.Admin.Schema;
using Switchyard.Admin.Secrets;
using Switchyard.Admin.Sessions;
using Switchyard.Admin.SignIn;
using Switchyard.Admin.Usage;
using Switchyard.Admin.Users;
using Switchyard.Admin.Workspaces;

namespace Switchyard.Admin;

/// <summary>The outside of the control plane.</summary>
public static class AdminEndpoints
{
    /// <summary>What holds for everything on the control plane's listener: errors are problem details (RFC 9457), unknown host names are refused. Call it before routing.</summary>
    public static IApplicationBuilder UseAdmin(this IApplicationBuilder app) =>
        app.UseMiddleware<ProblemMiddleware>().UseMiddleware<HostGuard>().UseWebSockets();

    /// <summary>
    /// Maps <c>/api/v1/…</c>, for operators only, the routes of gateways and agents, for their tokens only, and where browsers return to, <c>/openapi/v1.json</c> and <c>/schemas/config.v1.json</c>, for anybody.
    /// </summary>
    public static IEndpointRouteBuilder MapAdmin(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapControlPlaneOpenApi();
        endpoints.MapSchemas();
        endpoints.MapGatewayUsage();
        endpoints.MapGatewayConnect();
        endpoints.MapAgentRegister();
        endpoints.MapSignInCallback();
        endpoints.MapFederation();
        var api = endpoints.MapGroup("/api/v1").AddEndpointFilter<RouteGroupBuilder, OperatorGate>();
        api.MapProviders();
        api.MapProviderKeys();
        api.MapUsers();
        api.MapAccessKeys();
        api.MapOperators();
        api.MapOwn();
        api.MapGateways();
        api.MapGatewayTokens();
        api.MapRollout();
        api.MapNodes();
        api.MapAudit();
        api.MapSecrets();
        api.MapInterceptions();
        api.MapSessions();
        api.MapUsage();
        api.MapUsageRows();
        api.MapConfiguration();
        api.MapDocuments();
        api.MapRevisions();
        api.MapCanaries();
        api.MapModules();
        api.MapWorkspaces();
        api.MapBundles();
        api.MapArchives();
        api.MapBuilds();
        api.MapAgents();
        api.MapAgentTokens();
        api.MapProxy();
        api.MapEvents();
        return endpoints;
    }
}
