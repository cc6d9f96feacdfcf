using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Mutations;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.Revisions;

/// <summary>Routes of the history of revisions.</summary>
internal static class RevisionEndpoints
{
    public static void MapRevisions(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/config/revisions").WithTags("Configuration");
        group.OnGet("", ListAsync).Needs(Permission.ConfigRead).WithSummary("Lists revisions, newest first: who changed what, when, and what became of it on each node.").Produces<Page<RevisionView>>();
        group.OnGet("/{revision}", GetAsync).Needs(Permission.ConfigRead).WithSummary("Shows a revision: its content, what it changed, and its audit rows; secrets masked.").Produces<RevisionDetail>();
        group.OnPost("/{revision}/rollback", RollBackAsync).Needs(Permission.ConfigWrite)
            .WithSummary("Puts the documents and providers of a revision back as one new revision. No revoked access and no erased secret returns; what files own is named and left.")
            .Produces<RollbackView>();
    }

    private static async Task<IResult> ListAsync(HttpContext context, RevisionQueries revisions)
    {
        var query = new RequestQuery(context.Request.Query);
        var page = PageRequest.Read(query, "revisions", keys: 1);
        query.Finish();
        var before = page.After.Count == 0 ? long.MaxValue : long.TryParse(page.After[0], NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : 0;
        var views = await revisions.ListAsync(before, page.Limit + 1, context.RequestAborted);
        return Answers.Ok(context, page.ToPage("revisions", views, view => [view.Revision.ToString(CultureInfo.InvariantCulture)]), RevisionJson.Default.PageRevisionView);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string revision, RevisionQueries revisions)
    {
        new RequestQuery(context.Request.Query).Finish();
        var found = await revisions.FindAsync(Number(revision), context.RequestAborted) ?? throw new ProblemException(Problem.NotFound("revision", revision));
        return Answers.Ok(context, found, RevisionJson.Default.RevisionDetail);
    }

    private static Task<IResult> RollBackAsync(HttpContext context, string revision, RollbackCommands rollback) =>
        MutationHandlers.MutateAsync(context, RevisionJson.Default.RollbackView, how =>
            rollback.RollBackAsync(OperatorGate.CallerOf(context), Number(revision), how, context.RequestAborted));

    private static long Number(string revision) => long.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) && parsed > 0
        ? parsed
        : throw new ProblemException(Problem.Invalid("revision", "This is no number of a revision."));
}
