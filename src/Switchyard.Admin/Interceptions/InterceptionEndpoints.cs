using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Problems;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;
using Switchyard.Storage.Recording;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Interceptions;

/// <summary>Routes of what was asked of which model by whom.</summary>
internal static class InterceptionEndpoints
{
    private const string List = "interceptions";

    public static void MapInterceptions(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/interceptions").WithTags("Interceptions");
        group.OnGet("", ListAsync).Needs(Permission.RecordingRead).WithSummary("Lists interceptions, newest first, with the sums over all that fit.").Produces<InterceptionPage>();
        group.OnGet("/values", ValuesAsync).Needs(Permission.RecordingRead).WithSummary("Lists values of a field, for completion.").Produces<ValuesView>();
        group.OnGet("/{id}", GetAsync).Needs(Permission.RecordingRead).WithSummary("Shows an interception with its texts, turns and tool calls.").Produces<InterceptionDetail>();
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
                var found = await InterceptionReader.ListAsync(session, filter, page.Limit + 1, after, token);
                return (found, await InterceptionReader.TotalsAsync(session, filter, token), await InterceptionReader.UserNamesAsync(session, found.Select(row => row.UserId), token));
            },
            context.RequestAborted);
        var views = page.ToPage(List, [.. rows.Select(row => InterceptionView.Of(row, users))], view => RecordingQuery.Key(view.StartedAt, view.Id));
        return Answers.Ok(context, new InterceptionPage(views.Items, views.Next, TotalsView.Of(totals)), InterceptionJson.Default.InterceptionPage);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string id, Database database, SecretSealer sealer)
    {
        new RequestQuery(context.Request.Query).Finish();
        if (!Guid.TryParseExact(id, "D", out var interception))
        {
            throw new ProblemException(Problem.Invalid("id", "This must be a UUID."));
        }

        var mayRead = OperatorGate.CallerOf(context).May(Permission.RecordingTexts);
        var detail = await database.ReadAsync(
            async (session, token) =>
            {
                if (await InterceptionTable.FindAsync(session, interception, token) is not { } row)
                {
                    return null;
                }

                var users = await InterceptionReader.UserNamesAsync(session, [row.UserId], token);
                var texts = await InterceptionTextTable.ListAsync(session, row.Id, token);
                var calls = await ToolUsageTable.ListAsync(session, row.Id, token);
                var turns = await InterceptionTurnTable.ListAsync(session, row.Id, token);
                var opener = new TextOpener(sealer, row, await RecordingLifeTable.SealedKeyAsync(session, row.LifeId, token), mayRead);
                return InterceptionView.Of<InterceptionDetail>(row, users) with
                {
                    Prompt = View(opener, texts, "prompt", RecordedText.Prompt),
                    Reasoning = View(opener, texts, "reasoning", RecordedText.Reasoning),
                    Turns = [.. turns.Select(TurnView.Of)],
                    ToolCalls = [.. calls.Select(call => View(opener, call))],
                };
            },
            context.RequestAborted);
        return detail is null ? throw new ProblemException(Problem.NotFound("interception", id)) : Answers.Ok(context, detail, InterceptionJson.Default.InterceptionDetail);
    }

    private static async Task<IResult> ValuesAsync(HttpContext context, Database database)
    {
        var query = new RequestQuery(context.Request.Query);
        var field = query.OneOf("field", [.. InterceptionReader.ValueFields]);
        var prefix = query.Text("prefix") ?? "";
        var limit = query.Integer("limit", Cursor.DefaultLimit, 1, Cursor.MaxLimit);
        if (field is null && !context.Request.Query.ContainsKey("field"))
        {
            query.Fault("field", $"This is needed: one of {string.Join(", ", InterceptionReader.ValueFields)}.");
        }

        query.Finish();
        var values = await database.ReadAsync((session, token) => InterceptionReader.ValuesAsync(session, field!, prefix, limit, token), context.RequestAborted);
        return Answers.Ok(context, new ValuesView(values), InterceptionJson.Default.ValuesView);
    }

    private static TextView? View(TextOpener opener, IReadOnlyList<InterceptionTextRow> texts, string kind, RecordedText place) =>
        texts.FirstOrDefault(text => text.Kind == kind) is { } row ? opener.View(place, 0, row.Sealed, row.Hash, row.Truncated) : null;

    private static ToolCallView View(TextOpener opener, ToolUsageRow call) => new(
        call.CallId,
        call.Name,
        call.InputSealed is null && call.InputHash is null ? null : opener.View(RecordedText.ToolInput, call.Position, call.InputSealed, call.InputHash, call.Truncated))
    {
        Kind = call.Kind ?? "function",
        Bundle = call.Bundle,
        Tool = call.Tool,
        Outcome = call.Outcome,
        Error = call.ErrorClass,
        DurationMs = call.DurationMicros / 1000.0,
    };
}
