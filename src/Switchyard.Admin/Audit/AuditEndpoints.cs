using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;
using Switchyard.Admin.Tails;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Audit;

/// <summary>Routes of the audit log: who changed what, newest first, and whether nobody touched the log.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/audit").WithTags("Audit");
        group.OnGet("", ListAsync).Needs(Permission.AuditRead).WithSummary("Lists audit rows, newest first.").Produces<Page<AuditView>>();
        group.OnGet("/rows", FollowAsync).Needs(Permission.AuditRead)
            .WithSummary("Lists audit rows in their order, oldest first, after a place; with 'wait' it waits for the next one.").Produces<TailPage<AuditView>>();
        group.OnGet("/verify", VerifyAsync).Needs(Permission.AuditRead).WithSummary("Checks the chain of hashes over the whole log.").Produces<AuditVerificationView>();
    }

    private static async Task<IResult> ListAsync(HttpContext context, Database database)
    {
        var query = new RequestQuery(context.Request.Query);
        var page = PageRequest.Read(query, "audit", keys: 1);
        var filter = new AuditFilter
        {
            Action = query.Text("action"),
            Actor = query.Text("actor"),
            EntityType = query.Text("entityType"),
            Entity = query.Text("entity"),
            From = query.Time("from"),
            To = query.Time("to"),
            Before = page.After.Count == 0 ? null : long.TryParse(page.After[0], NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before : 0,
        };
        if (filter.From >= filter.To)
        {
            query.Fault("to", "Must be later than 'from'.");
        }

        query.Finish();
        var rows = await database.ReadAsync((session, token) => AuditTable.ListAsync(session, filter, page.Limit + 1, token), context.RequestAborted);
        var views = rows.Select(AuditView.Of).ToArray();
        return Answers.Ok(context, page.ToPage("audit", views, view => [view.Sequence.ToString(CultureInfo.InvariantCulture)]), AuditJson.Default.PageAuditView);
    }

    private static async Task<IResult> FollowAsync(HttpContext context, Database database, LongPoll poll)
    {
        var query = new RequestQuery(context.Request.Query);
        var request = TailRequest.Read(query, "audit-rows");
        query.Finish();
        var stand = request.FromNow ? request with { After = await database.ReadAsync(EndAsync, context.RequestAborted) } : request;
        var page = await poll.LookAsync(
            cancellationToken => database.ReadAsync((session, token) => ReadAsync(session, stand, token), cancellationToken), seen => seen.Items.Count > 0, stand.Wait, context.RequestAborted);
        return Answers.Ok(context, page, AuditJson.Default.TailPageAuditView);
    }

    private static async Task<TailPage<AuditView>> ReadAsync(SqlSession session, TailRequest request, CancellationToken cancellationToken)
    {
        var end = await EndAsync(session, cancellationToken);
        request.Check(end.Epoch, end.Position + 1);
        var rows = await AuditTable.AfterAsync(session, request.After?.Position ?? 0, request.Limit, cancellationToken);
        var last = end with { Position = rows.Count == 0 ? request.After?.Position ?? 0 : rows[^1].Version };
        return new TailPage<AuditView>([.. rows.Select(AuditView.Of)], request.CursorOf(last));
    }

    private static async Task<TailPlace> EndAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var (epoch, versions) = await StreamTable.MomentAsync(session, [AuditTable.Stream], cancellationToken);
        return new TailPlace(epoch, versions.GetValueOrDefault(AuditTable.Stream), Guid.Empty);
    }

    private static async Task<IResult> VerifyAsync(HttpContext context, Database database)
    {
        new RequestQuery(context.Request.Query).Finish();
        var found = await database.ReadAsync(AuditTable.VerifyAsync, context.RequestAborted);
        return Answers.Ok(context, new AuditVerificationView(found.IsIntact, found.Rows, found.BrokenAt, found.Detail), AuditJson.Default.AuditVerificationView);
    }
}
