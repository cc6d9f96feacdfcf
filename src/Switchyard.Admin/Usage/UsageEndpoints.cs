using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Switchyard.Admin.Interceptions;
using Switchyard.Admin.Requests;
using Switchyard.Admin.Routes;
using Switchyard.Admin.SignIn;
using Switchyard.Storage.Recording;
using Switchyard.Storage.Sql;

namespace Switchyard.Admin.Usage;

/// <summary>The route of usage: tokens and cost in groups, as JSON or as <c>text/csv</c>.</summary>
internal static class UsageEndpoints
{
    private const int MaxGroups = 10_000;
    private static readonly TimeSpan DefaultRange = TimeSpan.FromDays(31);
    private static readonly TimeSpan MaxCsvRange = TimeSpan.FromDays(31);

    public static void MapUsage(this IEndpointRouteBuilder api) =>
        api.OnGet("/usage", GetAsync)
            .WithTags("Usage")
            .Needs(Permission.RecordingRead)
            .WithSummary("Sums usage in groups; with 'Accept: text/csv' as CSV of at most 31 days.")
            .Produces<UsageView>()
            .Produces<string>(StatusCodes.Status200OK, MediaTypeNames.Text.Csv);

    private static async Task<IResult> GetAsync(HttpContext context, Database database, TimeProvider time)
    {
        var query = new RequestQuery(context.Request.Query);
        var dimensions = Dimensions(query);
        var filter = RecordingQuery.Filter(query);
        var to = filter.StartedBefore ?? (filter.StartedAfter is { } begin && begin > time.GetUtcNow() ? begin + DefaultRange : time.GetUtcNow());
        filter = filter with { StartedBefore = to, StartedAfter = filter.StartedAfter ?? to - DefaultRange };
        var csv = MediaTypes.PrefersCsv(context.Request);
        if (csv && to - filter.StartedAfter > MaxCsvRange)
        {
            query.Fault("startedAfter", $"As CSV at most {MaxCsvRange.TotalDays} days are given; narrow the range.");
        }

        query.Finish();
        var usage = await database.ReadAsync((session, token) => ReadAsync(session, filter, dimensions, token), context.RequestAborted);
        return csv
            ? Results.Text(UsageCsv.Write(usage), MediaTypeNames.Text.Csv, Encoding.UTF8)
            : Answers.Ok(context, usage, UsageJson.Default.UsageView);
    }

    private static async Task<UsageView> ReadAsync(SqlSession session, InterceptionFilter filter, string[] dimensions, CancellationToken cancellationToken)
    {
        var groups = await UsageReader.GroupAsync(session, filter, dimensions, MaxGroups + 1, cancellationToken);
        // All rows once: what the groups add up to is read again only where some were left out.
        var totals = groups.Count <= MaxGroups ? UsageTotals.Of(groups) : await InterceptionReader.TotalsAsync(session, filter, cancellationToken);
        var user = Array.IndexOf(dimensions, "user");
        var users = user < 0
            ? new Dictionary<Guid, string>()
            : await InterceptionReader.UserNamesAsync(session, groups.Take(MaxGroups).Select(group => Guid.ParseExact(KeysOf(group)[user]!, "D")), cancellationToken);
        return new UsageView(
            filter.StartedAfter!.Value,
            filter.StartedBefore!.Value,
            dimensions,
            [.. groups.Take(MaxGroups).Select(group => Item(group, dimensions, users))],
            TotalsView.Of(totals),
            groups.Count > MaxGroups);
    }

    private static UsageItem Item(UsageGroup group, string[] dimensions, IReadOnlyDictionary<Guid, string> users)
    {
        var values = KeysOf(group);
        var keys = dimensions.Select((dimension, i) => (dimension, Value: values[i])).ToDictionary(pair => pair.dimension, pair => pair.Value);
        var names = keys.TryGetValue("user", out var id) && users.TryGetValue(Guid.ParseExact(id!, "D"), out var name)
            ? new Dictionary<string, string> { ["user"] = name }
            : [];
        return new UsageItem(keys, names, TotalsView.Of(group));
    }

    private static string?[] KeysOf(UsageGroup group) => [group.Key1, group.Key2, group.Key3];

    private static string[] Dimensions(RequestQuery query)
    {
        var asked = (query.Text("groupBy") ?? "day").Split(',', StringSplitOptions.TrimEntries);
        if (asked.Length > UsageReader.MaxDimensions || asked.Distinct(StringComparer.Ordinal).Count() != asked.Length || asked.Any(dimension => !UsageReader.Dimensions.Contains(dimension)))
        {
            query.Fault("groupBy", $"This must be one to {UsageReader.MaxDimensions} different ones, comma-separated, of: {string.Join(", ", UsageReader.Dimensions)}.");
        }

        return asked;
    }
}
