using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Interceptions;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;
using Switchyard.Admin.Tails;
using Switchyard.Storage.Recording;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Usage;

/// <summary>The route of single usage rows, for those who copy or follow them: ended interceptions, each once, none skipped.</summary>
internal static class UsageRowsEndpoints
{
    /// <summary>Header of a CSV answer that has what <c>next</c> is in JSON.</summary>
    public const string NextHeader = "X-Switchyard-Next";

    private const string List = "usage-rows";

    public static void MapUsageRows(this IEndpointRouteBuilder api) =>
        api.OnGet("/usage/rows", GetAsync)
            .WithTags("Usage")
            .Needs(Permission.RecordingRead)
            .WithSummary("Lists ended interceptions in the order in which they became final, after a place; with 'wait' it waits for the next one. With 'Accept: text/csv' as CSV.")
            .Produces<TailPage<InterceptionView>>()
            .Produces<string>(StatusCodes.Status200OK, MediaTypeNames.Text.Csv);

    private static async Task<IResult> GetAsync(HttpContext context, Database database, LongPoll poll)
    {
        var query = new RequestQuery(context.Request.Query);
        var request = TailRequest.Read(query, List);
        query.Finish();
        var stand = request.FromNow ? await StandAsync(database, request, context.RequestAborted) : request;
        var page = await poll.LookAsync(
            cancellationToken => database.ReadAsync((session, token) => ReadAsync(session, stand, token), cancellationToken), seen => seen.Items.Count > 0, stand.Wait, context.RequestAborted);
        if (!MediaTypes.PrefersCsv(context.Request))
        {
            return Answers.Ok(context, page, UsageJson.Default.TailPageInterceptionView);
        }

        context.Response.Headers[NextHeader] = page.Next;
        return Results.Text(UsageRowsCsv.Write(page.Items), MediaTypeNames.Text.Csv, Encoding.UTF8);
    }

    private static Task<TailRequest> StandAsync(Database database, TailRequest request, CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) =>
        {
            var moment = await UsageTail.MomentAsync(session, token);
            var (position, id) = UsagePosition.Before(moment.End);
            return request with { After = new TailPlace(moment.Epoch, position, id) };
        },
        cancellationToken);

    private static async Task<TailPage<InterceptionView>> ReadAsync(SqlSession session, TailRequest request, CancellationToken cancellationToken)
    {
        var moment = await UsageTail.MomentAsync(session, cancellationToken);
        request.Check(moment.Epoch, moment.End);
        var (_, position, id) = request.After ?? new TailPlace(moment.Epoch, UsagePosition.Begin.Position, UsagePosition.Begin.Id);
        var rows = await UsageTail.ReadAsync(session, new UsagePosition(position, id), moment.End, request.Limit, cancellationToken);
        var users = await InterceptionReader.UserNamesAsync(session, rows.Select(row => row.UserId), cancellationToken);
        var last = rows.Count == 0 ? new TailPlace(moment.Epoch, position, id) : new TailPlace(moment.Epoch, rows[^1].TailPosition, rows[^1].Id);
        return new TailPage<InterceptionView>([.. rows.Select(row => InterceptionView.Of(row, users))], request.CursorOf(last));
    }
}
