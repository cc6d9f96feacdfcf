using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Options;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.Bundles;

/// <summary>Routes of bundles: their definitions and what operators do with them.</summary>
internal static class BundleEndpoints
{
    private const string One = "/{bundle}";

    public static void MapBundles(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/workspaces/{workspace}/bundles").WithTags("Bundles");
        group.OnGet("", ListAsync).Needs(Permission.BundlesRead).WithSummary("Lists the bundles of a workspace by name.").Produces<Page<BundleView>>();
        group.OnPost("", CreateAsync).Needs(Permission.BundlesWrite)
            .WithSummary("Defines a bundle. One with a command needs the permission bundles.execute.").Takes<BundleBody>().Produces<BundleView>(201);
        group.OnGet(One, GetAsync).Needs(Permission.BundlesRead).WithSummary("Shows a bundle and how it fares.").Produces<BundleView>();
        group.OnPatch(One, UpdateAsync).Needs(Permission.BundlesWrite)
            .WithSummary("Changes the named fields of a bundle. A definition with a command needs the permission bundles.execute.").Takes<BundleBody>().Produces<BundleView>();
        group.OnDelete(One, DeleteAsync).Needs(Permission.BundlesWrite)
            .WithSummary("Removes a bundle and erases its credentials.").TakesQuery("purge", "true takes its data directories along.").Produces(204);
        group.OnPost($"{One}/start", StartAsync).Needs(Permission.BundlesWrite).WithSummary("Starts a bundle; one that runs already stays as it is.").AnswersOutcome().Produces<BundleOutcomeView>();
        group.OnPost($"{One}/stop", StopAsync).Needs(Permission.BundlesWrite).WithSummary("Stops a bundle until it is started.").AnswersOutcome().Produces<BundleOutcomeView>();
        group.OnPost($"{One}/respawn", RespawnAsync).Needs(Permission.BundlesWrite)
            .WithSummary("Replaces what runs by a new one; if that fails the old one keeps serving, and 'ok' is false.").AnswersOutcome().Produces<BundleOutcomeView>();
        group.OnPost($"{One}/tools/{{tool}}/approve", ApproveAsync).Needs(Permission.BundlesWrite)
            .WithSummary("Approves the definition of a tool as this node is offered it, or refuses if it is not the one with 'hash'.").Takes<BundleApprovalBody>().Produces<BundleApprovalView>();
        group.MapBundleReads(One);
        group.MapCredentials(One);
        group.MapSignIns(One);
    }

    private static async Task<IResult> ListAsync(HttpContext context, string workspace, BundleQueries bundles)
    {
        var query = new RequestQuery(context.Request.Query);
        var page = PageRequest.Read(query, "bundles", keys: 1);
        query.Finish();
        var rows = (await bundles.ListAsync(workspace, context.RequestAborted))
            .Where(bundle => page.After.Count == 0 || string.CompareOrdinal(bundle.Name, page.After[0]) > 0)
            .Take(page.Limit + 1)
            .ToArray();
        return Answers.Ok(context, page.ToPage("bundles", rows, bundle => [bundle.Name]), BundleJson.Default.PageBundleView);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string workspace, string bundle, BundleQueries bundles)
    {
        new RequestQuery(context.Request.Query).Finish();
        var (view, etag) = await bundles.GetAsync(workspace, bundle, context.RequestAborted);

        // The tag is of the record; how it fares changes without it, so nothing is ever "not modified".
        context.Response.Headers.ETag = etag;
        return Answers.Ok(context, view, BundleJson.Default.BundleView);
    }

    private static Task<IResult> CreateAsync(HttpContext context, string workspace, BundleCommands bundles, AdminOptions options) =>
        MutationHandlers.MutateAsync(context, options, BundleRequest.ReadNew, BundleJson.Default.BundleView, (request, how) =>
            bundles.CreateAsync(OperatorGate.CallerOf(context), workspace, request, how, context.RequestAborted));

    private static Task<IResult> UpdateAsync(HttpContext context, string workspace, string bundle, BundleCommands bundles, AdminOptions options) =>
        MutationHandlers.MutateAsync(context, options, BundleRequest.ReadPatch, BundleJson.Default.BundleView, (patch, how) =>
            bundles.UpdateAsync(OperatorGate.CallerOf(context), workspace, bundle, patch, how, context.RequestAborted));

    private static async Task<IResult> DeleteAsync(HttpContext context, string workspace, string bundle, BundleCommands bundles)
    {
        var purge = false;
        var how = MutationRequest.Read(context, [], query => (purge = query.Flag("purge")) ? "?purge=true" : "");
        return new MutationAnswer<BundleView>(await bundles.DeleteAsync(OperatorGate.CallerOf(context), workspace, bundle, purge, how, context.RequestAborted), BundleJson.Default.BundleView);
    }

    private static Task<IResult> StartAsync(HttpContext context, string workspace, string bundle, BundleOperations operations) =>
        MutationHandlers.MutateAsync(context, BundleJson.Default.BundleOutcomeView, how =>
            operations.StartAsync(OperatorGate.CallerOf(context), workspace, bundle, how, context.RequestAborted));

    private static Task<IResult> StopAsync(HttpContext context, string workspace, string bundle, BundleOperations operations) =>
        MutationHandlers.MutateAsync(context, BundleJson.Default.BundleOutcomeView, how =>
            operations.StopAsync(OperatorGate.CallerOf(context), workspace, bundle, how, context.RequestAborted));

    private static Task<IResult> RespawnAsync(HttpContext context, string workspace, string bundle, BundleOperations operations) =>
        MutationHandlers.MutateAsync(context, BundleJson.Default.BundleOutcomeView, how =>
            operations.RespawnAsync(OperatorGate.CallerOf(context), workspace, bundle, how, context.RequestAborted));

    private static Task<IResult> ApproveAsync(HttpContext context, string workspace, string bundle, string tool, BundleApprovals approvals, AdminOptions options) =>
        MutationHandlers.MutateOptionalAsync(context, options, BundleApprovals.Read, BundleJson.Default.BundleApprovalView, (hash, how) =>
            approvals.ApproveAsync(OperatorGate.CallerOf(context), workspace, bundle, tool, hash, how, context.RequestAborted));
}
