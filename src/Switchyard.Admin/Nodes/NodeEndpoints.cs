using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.Nodes;

/// <summary>Routes of nodes.</summary>
internal static class NodeEndpoints
{
    public static void MapNodes(this IEndpointRouteBuilder api) =>
        api.OnGet("/nodes", ListAsync).WithTags("Nodes").Needs(Permission.RolloutRead).WithSummary("Lists nodes and what they run.").Produces<Page<NodeView>>();

    private static async Task<IResult> ListAsync(HttpContext context, NodeQueries nodes)
    {
        new RequestQuery(context.Request.Query).Finish();
        return Answers.Ok(context, new Page<NodeView>(await nodes.ListAsync(context.RequestAborted), null), NodeJson.Default.PageNodeView);
    }
}
