using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Audit;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.Revisions;

/// <summary>Routes of the history of revisions.</summary>
internal static class RevisionEndpoints
{
    public static void MapRevisions(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/config/revisions").WithTags("Configuration");
        group.MapGet("", ListAsync).Needs(Permission.ConfigRead).WithSummary("Lists revisions, newest first: who changed what, when.").Produces<Page<RevisionView>>();
        group.MapGet("/{revision}", GetAsync).Needs(Permission.ConfigRead).WithSummary("Shows a revision with its audit rows.").Produces<RevisionDetail>();
    }

    private static async Task<IResult> ListAsync(HttpContext context, RevisionQueries revisions)
    {
        var query = new RequestQuery(context.Request.Query);
        var page = PageRequest.Read(query, "revisions", keys: 1);
        query.Finish();
        var before = page.After.Count == 0 ? long.MaxValue : long.TryParse(page.After[0], NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : 0;
        var records = await revisions.ListAsync(before, page.Limit + 1, context.RequestAborted);
        RevisionView[] views = [.. records.Select(record => record.View)];
        return Answers.Ok(context, page.ToPage("revisions", views, view => [view.Revision.ToString(CultureInfo.InvariantCulture)]), RevisionJson.Default.PageRevisionView);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string revision, RevisionQueries revisions)
    {
        new RequestQuery(context.Request.Query).Finish();
        var number = long.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) && parsed > 0
            ? parsed
            : throw new ProblemException(Problem.Invalid("revision", "This is no number of a revision."));
        var (record, changes, refusals) = await revisions.FindAsync(number, context.RequestAborted) ?? throw new ProblemException(Problem.NotFound("revision", revision));
        return Answers.Ok(context, record.Detail([.. changes.Select(AuditView.Of)], refusals), RevisionJson.Default.RevisionDetail);
    }
}
