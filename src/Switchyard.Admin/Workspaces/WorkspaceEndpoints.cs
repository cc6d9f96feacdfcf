using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Options;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.Workspaces;

/// <summary>Routes of workspaces.</summary>
internal static class WorkspaceEndpoints
{
    public static void MapWorkspaces(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/workspaces").WithTags("Workspaces");
        group.OnGet("", ListAsync).Needs(Permission.WorkspacesRead).WithSummary("Lists workspaces by name.").Produces<Page<WorkspaceView>>();
        group.OnPost("", CreateAsync).Needs(Permission.WorkspaceAdmin).WithSummary("Creates a workspace.").Takes<WorkspaceBody>().Produces<WorkspaceView>(201);
        group.OnGet("/{workspace}", GetAsync).Needs(Permission.WorkspacesRead).WithSummary("Shows a workspace, by id or name.").Produces<WorkspaceView>();
        group.OnPatch("/{workspace}", UpdateAsync).Needs(Permission.WorkspaceAdmin).WithSummary("Changes the named fields of a workspace.").Takes<WorkspaceBody>().Produces<WorkspaceView>();
        group.OnDelete("/{workspace}", DeleteAsync).Needs(Permission.WorkspaceAdmin).WithSummary("Deletes a workspace with its bundles and erases their credentials; its agents are cut, and chats lose it.").Produces(204);
    }

    private static async Task<IResult> ListAsync(HttpContext context, WorkspaceQueries workspaces)
    {
        var query = new RequestQuery(context.Request.Query);
        var page = PageRequest.Read(query, "workspaces", keys: 1);
        query.Finish();
        var rows = (await workspaces.ListAsync(context.RequestAborted))
            .Where(workspace => page.After.Count == 0 || string.CompareOrdinal(workspace.Name, page.After[0]) > 0)
            .Take(page.Limit + 1)
            .ToArray();
        return Answers.Ok(context, page.ToPage("workspaces", rows, workspace => [workspace.Name]), WorkspaceJson.Default.PageWorkspaceView);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string workspace, WorkspaceQueries workspaces)
    {
        new RequestQuery(context.Request.Query).Finish();
        var (view, etag) = await workspaces.GetAsync(workspace, context.RequestAborted);
        return Answers.Ok(context, view, WorkspaceJson.Default.WorkspaceView, etag);
    }

    private static Task<IResult> CreateAsync(HttpContext context, WorkspaceCommands workspaces, AdminOptions options) =>
        MutationHandlers.MutateAsync(context, options, WorkspaceRequest.ReadNew, WorkspaceJson.Default.WorkspaceView, (request, how) =>
            workspaces.CreateAsync(OperatorGate.CallerOf(context), request, how, context.RequestAborted));

    private static Task<IResult> UpdateAsync(HttpContext context, string workspace, WorkspaceCommands workspaces, AdminOptions options) =>
        MutationHandlers.MutateAsync(context, options, WorkspaceRequest.ReadPatch, WorkspaceJson.Default.WorkspaceView, (patch, how) =>
            workspaces.UpdateAsync(OperatorGate.CallerOf(context), workspace, patch, how, context.RequestAborted));

    private static Task<IResult> DeleteAsync(HttpContext context, string workspace, WorkspaceCommands workspaces) =>
        MutationHandlers.MutateAsync(context, WorkspaceJson.Default.WorkspaceView, how =>
            workspaces.DeleteAsync(OperatorGate.CallerOf(context), workspace, how, context.RequestAborted));
}
