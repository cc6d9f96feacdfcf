using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.Rollout;

/// <summary>Routes of rollouts.</summary>
internal static class RolloutEndpoints
{
    public static void MapRollout(this IEndpointRouteBuilder api) =>
        api.OnGet("/rollout", GetAsync).WithTags("Rollout").Needs(Permission.RolloutRead)
            .WithSummary("Shows how far a revision has come; with 'wait', returns when every live node and every connected gateway has applied it.").Produces<RolloutView>();

    private static async Task<IResult> GetAsync(HttpContext context, RolloutQueries rollout)
    {
        var query = new RequestQuery(context.Request.Query);
        var revision = query.Number("revision");
        var wait = query.Duration("wait", RolloutQueries.MaxWait);
        query.Finish();
        var view = wait is { } limit
            ? await rollout.WaitAsync(revision, limit, context.RequestAborted)
            : await rollout.GetAsync(revision, context.RequestAborted);
        return Answers.Ok(context, view, RolloutJson.Default.RolloutView);
    }
}
