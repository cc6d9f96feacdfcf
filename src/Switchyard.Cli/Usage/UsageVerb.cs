using System.CommandLine;
using Switchyard.Admin.Client.Usage;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;

namespace Switchyard.Cli.Usage;

/// <summary><c>switchyard usage</c></summary>
internal static class UsageVerb
{
    private static readonly Option<string> GroupBy = new("--group-by")
    {
        Description = "One to three of user, accessKey, provider, model, client, route, session, status, node, day, comma-separated.",
        DefaultValueFactory = _ => "day",
    };

    private static readonly Option<string?> User = new("--user") { Description = "Only this user, by id or name." };
    private static readonly Option<string?> Provider = new("--provider") { Description = "Only this provider, by id or name." };
    private static readonly Option<string?> Model = new("--model") { Description = "Only this upstream model." };
    private static readonly Option<string?> Client = new("--client") { Description = "Only this client." };
    private static readonly Option<DateTimeOffset?> From = new("--from") { Description = "Only requests from this time on; 31 days before the end by default.", CustomParser = TimeInput.Instant };
    private static readonly Option<DateTimeOffset?> To = new("--to") { Description = "Only requests before this time; now by default.", CustomParser = TimeInput.Instant };

    public static Command Create(CliVerb verb)
    {
        var usage = verb.Create("usage", "Sums requests, tokens and cost.", [GroupBy, User, Provider, Model, Client, From, To], ShowAsync);
        usage.Subcommands.Add(UsageExportVerb.Create(verb));
        return usage;
    }

    private static async Task ShowAsync(CliCall call, CancellationToken cancellationToken)
    {
        var report = await call.Client.Usage.GetAsync(
            new UsageQuery
            {
                GroupBy = call.Get(GroupBy),
                User = call.Get(User),
                Provider = call.Get(Provider),
                Model = call.Get(Model),
                Client = call.Get(Client),
                From = call.Get(From),
                To = call.Get(To),
            },
            cancellationToken);
        if (call.Printer.IsJson)
        {
            call.Printer.Json(report);
            return;
        }

        (string, Func<UsageGroup, string?>)[] keys = [.. report.GroupBy.Select(dimension => (dimension.ToUpperInvariant(), KeyOf(dimension)))];
        call.Printer.Table(
            report.Items,
            [
                .. keys,
                ("REQUESTS", group => group.Totals.Interceptions.ToString()),
                ("FAILED", group => group.Totals.Failed.ToString()),
                ("INPUT", group => group.Totals.InputTokens.ToString()),
                ("OUTPUT", group => group.Totals.OutputTokens.ToString()),
                ("CACHE READ", group => group.Totals.CacheReadTokens.ToString()),
                ("USD", group => Dollars(group.Totals.Cost)),
            ]);
        var totals = report.Totals;
        call.Printer.Note($"{totals.Interceptions} requests, {totals.InputTokens} tokens in, {totals.OutputTokens} out, {Dollars(totals.Cost)} USD.");
        if (totals.Unpriced > 0)
        {
            call.Printer.Note($"{totals.Unpriced} requests had no price; they are not in the cost.");
        }

        if (report.Truncated)
        {
            call.Printer.Note("There are more groups; narrow the range or group by less.");
        }
    }

    private static Func<UsageGroup, string?> KeyOf(string dimension) =>
        group => group.Names.GetValueOrDefault(dimension) ?? group.Keys.GetValueOrDefault(dimension) ?? "(none)";

    private static string Dollars(decimal amount) => amount.ToString("0.00####");
}
