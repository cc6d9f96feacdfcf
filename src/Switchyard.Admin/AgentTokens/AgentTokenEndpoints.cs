using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Options;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.AgentTokens;

/// <summary>Routes of the tokens of a workspace's agents.</summary>
internal static class AgentTokenEndpoints
{
    public static void MapAgentTokens(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/workspaces/{workspace}/agent-tokens").WithTags("Agents");
        group.OnGet("", ListAsync).Needs(Permission.WorkspacesRead).WithSummary("Lists the tokens that are not revoked, newest first.").Produces<Page<AgentTokenView>>();
        group.OnPost("", CreateAsync).Needs(Permission.WorkspaceAdmin)
            .WithSummary("Issues a token for the agents of a build; its text is in 'secret', once. An agent that is named is shown as connecting from now on.").Takes<AgentTokenBody>().Produces<AgentTokenView>(201);
        group.OnDelete("/{id}", RevokeAsync).Needs(Permission.WorkspaceAdmin).WithSummary("Revokes a token for ever and cuts the agents that came with it.").Produces(204);
    }

    private static async Task<IResult> ListAsync(HttpContext context, string workspace, AgentTokenQueries tokens)
    {
        var query = new RequestQuery(context.Request.Query);
        var page = PageRequest.Read(query, "agent-tokens", keys: 1);
        query.Finish();
        var before = page.After.Count > 0 && Guid.TryParseExact(page.After[0], "D", out var id) ? id : (Guid?)null;
        var rows = await tokens.ListAsync(workspace, before, page.Limit + 1, context.RequestAborted);
        return Answers.Ok(context, page.ToPage("agent-tokens", rows, token => [token.Id.ToString("D")]), AgentTokenJson.Default.PageAgentTokenView);
    }

    private static Task<IResult> CreateAsync(HttpContext context, string workspace, AgentTokenCommands tokens, AdminOptions options) =>
        MutationHandlers.MutateAsync(context, options, AgentTokenRequest.Read, AgentTokenJson.Default.AgentTokenView, (request, how) =>
            tokens.CreateAsync(OperatorGate.CallerOf(context), workspace, request, how, context.RequestAborted));

    private static Task<IResult> RevokeAsync(HttpContext context, string workspace, string id, AgentTokenCommands tokens) =>
        MutationHandlers.MutateAsync(context, AgentTokenJson.Default.AgentTokenView, how =>
            tokens.RevokeAsync(OperatorGate.CallerOf(context), workspace, id, how, context.RequestAborted));
}
