using System.Globalization;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Top;

/// <summary>How a moment looks: as a screen of lines that fit, or as one line.</summary>
internal static class TopView
{
    /// <summary>At most <paramref name="height"/> lines of at most <paramref name="width"/> characters. What is wrong comes first in each part, and what does not fit is counted.</summary>
    public static IReadOnlyList<string> Lines(TopMoment moment, string address, int width, int height)
    {
        var traffic = moment.Traffic;
        var lines = new List<string>
        {
            $"switchyard top  {address}  {Shown.Time(moment.At)}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"revision {moment.Revision}: {moment.NodesApplied}/{moment.Nodes.Count} nodes, {moment.GatewaysUp}/{moment.Gateways.Count} gateways connected"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{traffic.Requests:0.0} requests/s ({traffic.Failed:0.0%} failed)  {traffic.Tokens:0} tokens/s  {traffic.Dollars * 3600:0.00} USD/h  {moment.Running} running   (last {TopReader.Window.TotalSeconds:0} s)"),
            "",
        };

        // The rest is shared: a third for nodes, a third for gateways, what is left for changes.
        var rest = Math.Max(0, height - lines.Count);
        var nodes = Part(
            ["NODE", "STATE", "REVISION", "SEEN", "REASON"],
            [.. moment.Nodes.OrderBy(node => node.State == "applied").ThenBy(node => node.Name, StringComparer.Ordinal).Select(node => new[] { node.Name, node.State, $"{node.Revision}", Age(moment.At - node.SeenAt), node.Reason ?? "" })],
            Math.Max(3, rest / 3));
        var gateways = moment.Gateways.Count == 0 ? [] : Part(
            ["GATEWAY", "STATUS", "REVISION", "PENDING", "SEEN"],
            [.. moment.Gateways.OrderBy(gateway => gateway.Status == "connected").ThenBy(gateway => gateway.Name, StringComparer.Ordinal)
                .Select(gateway => new[] { gateway.Name, gateway.Status, $"{gateway.Revision}", $"{gateway.Pending}", gateway.LastSeenAt is { } seen ? Age(moment.At - seen) : "-" })],
            Math.Max(3, rest / 3));
        lines.AddRange(nodes);
        lines.AddRange(gateways);
        lines.AddRange(Part(
            ["CHANGE", "AGO", "BY", "SUMMARY"],
            [.. moment.Changes.Select(change => new[] { $"{change.Number}", Age(moment.At - change.At), change.Author, change.Summary })],
            Math.Max(0, height - lines.Count)));
        return [.. lines.Take(height).Select(line => TableFit.Cut(line, width))];
    }

    /// <summary>The moment on one line, for a pipe.</summary>
    public static string Line(TopMoment moment) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Shown.Time(moment.At)}  revision {moment.Revision}  nodes {moment.NodesApplied}/{moment.Nodes.Count}  gateways {moment.GatewaysUp}/{moment.Gateways.Count}  "
        + $"requests/s {moment.Traffic.Requests:0.0}  failed {moment.Traffic.Failed:0.0%}  tokens/s {moment.Traffic.Tokens:0}  USD/h {moment.Traffic.Dollars * 3600:0.00}  running {moment.Running}");

    private static List<string> Part(string[] titles, IReadOnlyList<string[]> rows, int height)
    {
        if (height < 2)
        {
            return [];
        }

        // One line for titles, one empty line behind; what does not fit gives one more line to say so.
        var shown = rows.Count <= height - 2 ? rows.Count : Math.Max(0, height - 3);
        int[] widths = [.. titles.Select((title, i) => rows.Take(shown).Select(row => row[i].Length).Append(title.Length).Max())];
        var lines = new List<string> { Row(titles) };
        lines.AddRange(rows.Take(shown).Select(Row));
        if (shown < rows.Count)
        {
            lines.Add($"… {rows.Count - shown} more");
        }

        lines.Add("");
        return lines;

        string Row(string[] cells) => string.Join("  ", cells.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd();
    }

    private static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 1 } => "now",
        { TotalMinutes: < 2 } => $"{age.TotalSeconds:0} s",
        { TotalHours: < 2 } => $"{age.TotalMinutes:0} min",
        { TotalDays: < 2 } => $"{age.TotalHours:0} h",
        _ => $"{age.TotalDays:0} d",
    };
}
