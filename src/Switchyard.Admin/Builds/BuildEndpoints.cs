using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Options;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.Builds;

/// <summary>Routes of the builds of a workspace.</summary>
internal static class BuildEndpoints
{
    public static void MapBuilds(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/workspaces/{workspace}/builds").WithTags("Builds");
        group.OnGet("", ListAsync).Needs(Permission.WorkspacesRead).WithSummary("Lists the builds of a workspace, newest first.").Produces<Page<BuildView>>();
        group.OnPost("", CreateAsync).Needs(Permission.WorkspaceAdmin).WithSummary("Begins a build with the next number; it is pending.").Takes<BuildBody>().Produces<BuildView>(201);
        group.OnGet("/{build}", GetAsync).Needs(Permission.WorkspacesRead).WithSummary("Shows a build, by number or id.").Produces<BuildView>();
        group.OnPatch("/{build}", MoveAsync).Needs(Permission.WorkspaceAdmin)
            .WithSummary("Brings a build into another state. A success with the highest number makes it the latest, and its agents take the place of those of older builds.").Takes<BuildStateBody>().Produces<BuildView>();
    }

    private static async Task<IResult> ListAsync(HttpContext context, string workspace, BuildQueries builds)
    {
        var query = new RequestQuery(context.Request.Query);
        var page = PageRequest.Read(query, "builds", keys: 1);
        query.Finish();
        var before = page.After.Count > 0 && long.TryParse(page.After[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
        var rows = await builds.ListAsync(workspace, before, page.Limit + 1, context.RequestAborted);
        return Answers.Ok(context, page.ToPage("builds", rows, build => [build.Number.ToString(CultureInfo.InvariantCulture)]), BuildJson.Default.PageBuildView);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string workspace, string build, BuildQueries builds)
    {
        new RequestQuery(context.Request.Query).Finish();
        var (view, etag) = await builds.GetAsync(workspace, build, context.RequestAborted);
        return Answers.Ok(context, view, BuildJson.Default.BuildView, etag);
    }

    private static Task<IResult> CreateAsync(HttpContext context, string workspace, BuildCommands builds, AdminOptions options) =>
        MutationHandlers.MutateOptionalAsync(context, options, BuildRequest.ReadNew, BuildJson.Default.BuildView, (faults, how) =>
            builds.CreateAsync(OperatorGate.CallerOf(context), workspace, faults, how, context.RequestAborted));

    private static Task<IResult> MoveAsync(HttpContext context, string workspace, string build, BuildCommands builds, AdminOptions options) =>
        MutationHandlers.MutateAsync(context, options, BuildRequest.Read, BuildJson.Default.BuildView, (request, how) =>
            builds.MoveAsync(OperatorGate.CallerOf(context), workspace, build, request, how, context.RequestAborted));
}
