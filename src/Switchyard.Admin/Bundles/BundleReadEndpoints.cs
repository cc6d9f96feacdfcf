using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Options;
using Switchyard.Admin.Paging;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;

namespace Switchyard.Admin.Bundles;

/// <summary>Routes that show what became of a bundle: tools, which can be tried, log, history.</summary>
internal static class BundleReadEndpoints
{
    private const int MaxLines = 100_000;
    private const int UsualLines = 1000;

    public static void MapBundleReads(this IEndpointRouteBuilder bundles, string one)
    {
        bundles.OnGet($"{one}/tools", ToolsAsync).Needs(Permission.BundlesRead).WithSummary("Lists the tools of a bundle on this node by name.").Produces<Page<BundleToolView>>();
        bundles.OnPost($"{one}/tools/{{tool}}/call", CallAsync).Needs(Permission.WorkspaceAdmin)
            .WithSummary("Calls a tool on this node with the workspace's credentials, to see whether it works. It is no revision; who did it is in the audit.").Takes<ToolCallBody>().Produces<ToolAnswerView>();
        bundles.OnGet($"{one}/logs", LogsAsync).Needs(Permission.BundlesRead)
            .WithSummary("Shows the newest lines of a bundle on this node, oldest first, secrets replaced; 'limit' says how many, 1000 if it is left out.").Produces<Page<BundleLogView>>();
        bundles.OnGet($"{one}/history", HistoryAsync).Needs(Permission.BundlesRead)
            .WithSummary("Lists the moves of a bundle from state to state on all nodes, newest first; the newest 200 are kept.").Produces<Page<BundleMoveView>>();
    }

    private static async Task<IResult> ToolsAsync(HttpContext context, string workspace, string bundle, BundleQueries bundles)
    {
        var query = new RequestQuery(context.Request.Query);
        var page = PageRequest.Read(query, "tools", keys: 1);
        query.Finish();
        var tools = (await bundles.ToolsAsync(workspace, bundle, context.RequestAborted))
            .Where(tool => page.After.Count == 0 || string.CompareOrdinal(tool.Name, page.After[0]) > 0)
            .Take(page.Limit + 1)
            .ToArray();
        return Answers.Ok(context, page.ToPage("tools", tools, tool => [tool.Name]), BundleJson.Default.PageBundleToolView);
    }

    private static async Task<IResult> CallAsync(HttpContext context, string workspace, string bundle, string tool, ToolTrials trials, AdminOptions options)
    {
        new RequestQuery(context.Request.Query).Finish();
        using var body = await JsonBody.ReadAsync(context, options.MaxBodyBytes, context.RequestAborted);
        var answer = await trials.CallAsync(OperatorGate.CallerOf(context), workspace, bundle, tool, ToolTrials.Read(body.Root), context.RequestAborted);
        return Answers.Ok(context, answer, BundleJson.Default.ToolAnswerView);
    }

    private static async Task<IResult> LogsAsync(HttpContext context, string workspace, string bundle, BundleQueries bundles)
    {
        var query = new RequestQuery(context.Request.Query);
        var limit = query.Integer("limit", UsualLines, 1, MaxLines);
        query.Finish();
        return Answers.Ok(context, new Page<BundleLogView>(await bundles.LogAsync(workspace, bundle, limit, context.RequestAborted), null), BundleJson.Default.PageBundleLogView);
    }

    private static async Task<IResult> HistoryAsync(HttpContext context, string workspace, string bundle, BundleQueries bundles)
    {
        var query = new RequestQuery(context.Request.Query);
        var page = PageRequest.Read(query, "moves", keys: 1);
        query.Finish();
        var before = page.After.Count > 0 && long.TryParse(page.After[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seq) ? seq : long.MaxValue;
        var moves = await bundles.HistoryAsync(workspace, bundle, before, page.Limit + 1, context.RequestAborted);
        return Answers.Ok(context, page.ToPage("moves", moves, move => [move.Seq.ToString(CultureInfo.InvariantCulture)]), BundleJson.Default.PageBundleMoveView);
    }
}
