using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Switchyard.Architecture.Tests.Repository;
using YamlDotNet.RepresentationModel;

namespace Switchyard.Architecture.Tests.Deployment;

/// <summary>Alert rules and dashboard ask for metrics and labels that there are, and whoever is woken finds what to do.</summary>
public sealed partial class MonitoringTests
{
    private const string Rules = "deploy/monitoring/alerts.yaml";
    private const string Dashboard = "deploy/monitoring/dashboard.json";
    private const string Runbooks = "docs/operations/runbooks/";

    /// <summary>Labels that Prometheus adds, and that of the series which stands for those that would be too many.</summary>
    private static readonly string[] Everywhere = ["instance", "job", "overflow"];

    private static readonly string[] Parts = ["## What it means for users", "## What to look at", "## What to do", "## When to wake somebody"];

    private static IReadOnlyList<YamlNode> Alerts { get; } = [.. (YamlSequenceNode)Yaml.Documents(Tree.Read(Rules)).Single()["groups"][0]["rules"]];

    [Fact]
    public void Every_expression_asks_for_metrics_and_labels_that_there_are()
    {
        var asked = Alerts.Select(static alert => (Where: (string)alert["alert"]!, Expression: (string)alert["expr"]!)).Concat(Panels()).ToList();
        Assert.True(asked.Count > 40, "The rules and the dashboard were not read.");
        Findings.MustBeEmpty(asked.SelectMany(static query => Faults(query.Expression).Select(fault => $"{query.Where}: {fault}")), "Correct the expression, or docs/operations/metrics.md.");
    }

    [Fact]
    public void Every_alert_has_its_runbook_and_every_runbook_its_alert()
    {
        var expected = Alerts.Select(static alert => (string)alert["annotations"]["runbook"]!).ToList();
        Findings.MustBeEmpty(
            [
                .. expected.Where(static page => !Tree.Exists(page)).Select(static page => $"{page} is missing"),
                .. Tree.Files.Where(file => file.StartsWith(Runbooks, StringComparison.Ordinal) && !file.EndsWith("/README.md", StringComparison.Ordinal) && !expected.Contains(file)).Select(static page => $"{page} has no alert"),
                .. from page in expected
                   where Tree.Exists(page)
                   from part in Parts
                   where !Tree.Read(page).Contains(part, StringComparison.Ordinal)
                   select $"{page} does not say \"{part}\"",
                .. from alert in Alerts
                   where !Tree.Read((string)alert["annotations"]["runbook"]!).Contains(((string)alert["expr"]!).Trim(), StringComparison.Ordinal)
                   select $"{alert["annotations"]["runbook"]} shows another expression than {alert["alert"]}",
                .. from page in expected
                   where !Tree.Read(Runbooks + "README.md").Contains($"({Path.GetFileName(page)})", StringComparison.Ordinal)
                   select $"{page} is not in the list",
            ],
            "An alert and its runbook change together.");
    }

    [Fact]
    public void Each_alert_says_how_urgent_it_is()
    {
        Findings.MustBeEmpty(Alerts.Where(static alert => (string?)alert["labels"]["severity"] is not ("critical" or "warning")).Select(static alert => (string)alert["alert"]!), "Severity is critical or warning.");
        Assert.Equal(Alerts.Count, Alerts.Select(static alert => (string)alert["alert"]!).Distinct(StringComparer.Ordinal).Count());
    }

    private static IEnumerable<(string Where, string Expression)> Panels() =>
        from panel in JsonNode.Parse(Tree.Read(Dashboard))!["panels"]!.AsArray()
        where panel!["targets"] is not null
        from target in panel["targets"]!.AsArray()
        select ((string)panel["title"]!, (string)target!["expr"]!);

    private static IEnumerable<string> Faults(string expression)
    {
        var names = Name().Matches(expression).Select(static match => match.Value).Distinct(StringComparer.Ordinal).ToList();
        foreach (var name in names.Where(static name => !MetricsPage.Labels.ContainsKey(name)))
        {
            yield return $"there is no metric {name}";
        }

        var known = names.Where(MetricsPage.Labels.ContainsKey).SelectMany(static name => MetricsPage.Labels[name]).Concat(Everywhere).ToHashSet(StringComparer.Ordinal);
        foreach (Match selector in Selector().Matches(expression))
        {
            var mine = selector.Groups[1].Value is { Length: > 0 } name && MetricsPage.Labels.TryGetValue(name, out var labels) ? labels.Concat(Everywhere) : Everywhere;
            foreach (var label in Label().Matches(selector.Groups[2].Value).Select(static match => match.Groups[1].Value).Where(label => !mine.Contains(label)))
            {
                yield return $"{selector.Groups[1].Value} has no label {label}";
            }
        }

        foreach (var label in Grouping().Matches(expression).SelectMany(static match => match.Groups[1].Value.Split(',')).Select(static label => label.Trim()).Where(label => !known.Contains(label)))
        {
            yield return $"nothing in it has the label {label}";
        }
    }

    [GeneratedRegex(@"\bswitchyard_[a-z_]+", RegexOptions.None, 1_000)]
    private static partial Regex Name();

    [GeneratedRegex(@"([a-z_]*)\{([^}]*)\}", RegexOptions.None, 1_000)]
    private static partial Regex Selector();

    [GeneratedRegex(@"(\w+)\s*(?:=~|!~|!=|=)", RegexOptions.None, 1_000)]
    private static partial Regex Label();

    [GeneratedRegex(@"\bby \(([^)]*)\)", RegexOptions.None, 1_000)]
    private static partial Regex Grouping();
}
