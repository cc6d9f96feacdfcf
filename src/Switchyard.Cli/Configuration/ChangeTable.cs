using System.Text.Json;
using Switchyard.Admin.Client.Changes;
using Switchyard.Cli.Calls;

namespace Switchyard.Cli.Configuration;

/// <summary>Tells people what differs between two configurations: one line for each field.</summary>
internal static class ChangeTable
{
    public static void Print(CliCall call, IReadOnlyList<ObjectChange> changes)
    {
        if (changes.Count == 0)
        {
            call.Printer.Line("Nothing differs.", changes);
            return;
        }

        call.Printer.Table(
            [.. changes.SelectMany(Rows)],
            ("", row => row.Sign),
            ("SECTION", row => row.Section),
            ("NAME", row => row.Name),
            ("FIELD", row => row.Field),
            ("NOW", row => row.Before),
            ("THEN", row => row.After),
            ("HOW", row => row.How));
    }

    /// <summary>What a change would touch, apart from the table.</summary>
    public static void PrintImpact(CliCall call, ChangePlan? plan, ChangeImpact? impact)
    {
        if (plan?.Class is not null)
        {
            call.Printer.Note($"{plan.InPlace} in place, {plan.SideBySide} side by side, {plan.Whole} whole.");
        }

        if (impact is { Providers.Count: > 0 } or { Routes.Count: > 0 } or { AccessKeys: > 0 })
        {
            call.Printer.Note(
                $"Touches providers: {Names(impact.Providers)}; routes: {Names(impact.Routes)}; access keys: {impact.AccessKeys}; running requests: {impact.RunningRequests}, which end on what they began with.");
        }
    }

    /// <summary>How to make a change that concerns several records only as its dry run showed it.</summary>
    public static void Bound(CliCall call, string? etag) => call.Printer.Note($"To do this and nothing else, whatever others change meanwhile: --if-match '{etag}'");

    private static string Names(IReadOnlyList<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);

    private static IEnumerable<Row> Rows(ObjectChange change)
    {
        var sign = change.Change switch { "added" => "+", "removed" => "-", _ => "~" };
        return change.Change == "changed"
            ? change.Fields.Select(field => new Row(sign, change.Section, change.Name, field.Field, Text(field.Before), Text(field.After), change.Class))
            : [new Row(sign, change.Section, change.Name, null, null, null, change.Class)];
    }

    private static string? Text(JsonElement? value) => value is { } json ? json.ValueKind == JsonValueKind.String ? json.GetString() : json.GetRawText() : null;

    private sealed record Row(string Sign, string Section, string Name, string? Field, string? Before, string? After, string How);
}
