using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.Agents;

/// <summary>Routes of the agents of a workspace.</summary>
internal static class AgentEndpoints
{
    public static void MapAgents(this IEndpointRouteBuilder api) =>
        api.OnGet("/workspaces/{workspace}/agents", ListAsync).WithTags("Agents").Needs(Permission.WorkspacesRead)
            .WithSummary("Lists the agents of a workspace, those of former builds too, newest first.").Produces<Page<AgentView>>();

    private static async Task<IResult> ListAsync(HttpContext context, string workspace, AgentQueries agents)
    {
        var query = new RequestQuery(context.Request.Query);
        var page = PageRequest.Read(query, "agents", keys: 1);
        query.Finish();
        var before = page.After.Count > 0 && Guid.TryParseExact(page.After[0], "D", out var id) ? id : (Guid?)null;
        var rows = await agents.ListAsync(workspace, before, page.Limit + 1, context.RequestAborted);
        return Answers.Ok(context, page.ToPage("agents", rows, agent => [agent.Id.ToString("D")]), AgentJson.Default.PageAgentView);
    }
}
