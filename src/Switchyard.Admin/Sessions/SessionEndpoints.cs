using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Interceptions;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;
using Switchyard.Storage.Recording;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Sessions;

/// <summary>Routes of sessions: what one client of one user did under one session name.</summary>
internal static class SessionEndpoints
{
    private const string List = "sessions";
    private const string ThreadList = "threads";
    private const int DefaultThreads = 50;
    private const int MaxThreads = 200;
    private const int MaxToolCalls = 5_000;

    public static void MapSessions(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/sessions").WithTags("Sessions");
        group.OnGet("", ListAsync).Needs(Permission.RecordingRead).WithSummary("Lists sessions, the latest first, with the sums over all that fit.").Produces<SessionPage>();
        group.OnGet("/{id}", GetAsync).Needs(Permission.RecordingRead).WithSummary("Shows a session with its threads and their tool calls.").Produces<SessionDetail>();
    }

    private static async Task<IResult> ListAsync(HttpContext context, Database database)
    {
        var query = new RequestQuery(context.Request.Query);
        var page = PageRequest.Read(query, List, keys: 2);
        var filter = RecordingQuery.Filter(query);
        var after = RecordingQuery.After(query, page.After);
        query.Finish();
        var (rows, totals, users) = await database.ReadAsync(
            async (session, token) =>
            {
                var found = await SessionReader.ListAsync(session, filter, page.Limit + 1, after, token);
                return (found, await SessionReader.TotalsAsync(session, filter, token), await InterceptionReader.UserNamesAsync(session, found.Select(row => row.UserId), token));
            },
            context.RequestAborted);
        var views = page.ToPage(List, [.. rows.Select(row => SessionView.Of(row, users))], view => RecordingQuery.Key(view.LastAt, view.Id));
        return Answers.Ok(context, new SessionPage(views.Items, views.Next, totals.Sessions, TotalsView.Of(totals.Totals)), SessionJson.Default.SessionPage);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string id, Database database)
    {
        var query = new RequestQuery(context.Request.Query);
        var limit = query.Integer("limit", DefaultThreads, 1, MaxThreads);
        var page = ThreadPage(query, limit, out var after);
        query.Finish();

        // A text that is no id can not be a session either: the same answer, so that nothing is learnt from the difference.
        var detail = Guid.TryParseExact(id, "D", out var sessionId)
            ? await database.ReadAsync((session, token) => DetailAsync(session, sessionId, page, after, token), context.RequestAborted)
            : null;
        return detail is null ? throw new ProblemException(Problem.NotFound("session")) : Answers.Ok(context, detail, SessionJson.Default.SessionDetail);
    }

    private static PageRequest ThreadPage(RequestQuery query, int limit, out (DateTimeOffset, Guid)? after)
    {
        string[] keys = [];
        if (query.Text("cursor") is { } cursor && !Cursor.TryDecode(cursor, ThreadList, 2, out keys))
        {
            query.Fault("cursor", "This is no cursor of this list; use 'next' of a former answer.");
        }

        after = RecordingQuery.After(query, keys);
        return new PageRequest(limit, keys);
    }

    private static async Task<SessionDetail?> DetailAsync(
        SqlSession session, Guid id, PageRequest page, (DateTimeOffset, Guid)? after, CancellationToken cancellationToken)
    {
        if (await SessionReader.FindAsync(session, id, cancellationToken) is not { } row)
        {
            return null;
        }

        var users = await InterceptionReader.UserNamesAsync(session, [row.UserId], cancellationToken);
        var threads = await SessionReader.ThreadsAsync(session, id, page.Limit + 1, after, cancellationToken);
        var shown = page.ToPage(ThreadList, threads, thread => RecordingQuery.Key(thread.LastAt, thread.RootId));
        var calls = shown.Items.Count == 0
            ? []
            : await SessionReader.ToolCallsAsync(session, id, [.. shown.Items.Select(thread => thread.RootId)], MaxToolCalls, cancellationToken);
        var byThread = calls.ToLookup(call => call.RootId, call => new ThreadToolCallView(call.InterceptionId, call.StartedAt, call.CallId, call.Name));
        return new SessionDetail(
            SessionView.Of(row, users),
            [.. shown.Items.Select(thread => new ThreadView(thread.RootId, thread.FirstAt, thread.LastAt, TotalsView.Of(thread), [.. byThread[thread.RootId]]))],
            shown.Next);
    }
}
